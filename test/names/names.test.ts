/** Tests that names derived from text of a spec do not collide with other names. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allocateIn, inOrder, NameScope, Symbols, wishesOf, wordsOf } from '../../generator/languages/names.js';
import { linkModules } from '../../generator/languages/typescript/modules.js';
import type { UnlinkedModule } from '../../generator/languages/typescript/modules.js';
import { camelCase, pascalCase } from '../../generator/languages/typescript/names.js';
import { nameSymbols } from '../../generator/languages/python/names.js';
import { valuesUsedIn } from '../../generator/languages/typescript/scopes.js';

describe('scopes of names', () => {
  const rules = { reserved: ['class'], numbered: (name: string, count: number) => `${name}${String(count)}` };

  it('use the first free name, and a number if none is free', () => {
    const scope = new NameScope(rules);
    assert.equal(scope.allocate('id'), 'id');
    assert.equal(scope.allocate('id', 'idValue'), 'idValue');
    assert.equal(scope.allocate('id', 'idValue'), 'idValue2');
    assert.equal(scope.allocate('id', 'idValue'), 'idValue3');
    assert.equal(scope.allocate('class'), 'class2');
  });

  it('neither shadow outer names nor are shadowed by inner ones', () => {
    const outer = new NameScope(rules);
    const [left, right] = [outer.child(), outer.child()];
    left.take(['next']);
    assert.equal(outer.allocate('next'), 'next2');
    assert.equal(right.allocate('next'), 'next');
    assert.equal(right.child().allocate('next2'), 'next22');
    assert.equal(left.allocate('class'), 'class2');
  });

  it('use the same name for a symbol in several scopes', () => {
    const outer = new NameScope(rules);
    const [left, right] = [outer.child(), outer.child()];
    left.take(['a']);
    right.take(['b']);
    assert.equal(allocateIn([left, right], ['a', 'b']), 'b2');
    assert.equal(left.isFree('b2') || right.isFree('b2'), false);
  });
});

describe('symbols', () => {
  it('report their preferred names in order of creation', () => {
    const symbols = new Symbols();
    const all = Array.from({ length: 11 }, (_, index) => symbols.symbol('_4x', `name_${String(index)}`));
    assert.deepEqual(wishesOf(all[10] ?? ''), ['_4x', 'name_10']);
    assert.deepEqual(inOrder([...all].reverse()), all);
    assert.equal(wishesOf('__init__'), undefined);
  });

  it('only accept valid names', () => {
    for (const wish of ['', '4', 'a__b', 'a_', '__1__a', 'a-b', 'é']) {
      assert.throws(() => new Symbols().symbol(wish), /is not a valid name for a symbol/);
    }
  });

  it('get names from the words of any text', () => {
    assert.deepEqual(wordsOf('X-Request_ID!42é'), ['x', 'request', 'id', '42']);
    assert.equal(camelCase('X-Request-ID', 'header'), 'xRequestId');
    assert.equal(camelCase('4-x', 'header'), '_4X');
    assert.equal(camelCase('!', 'header'), 'header');
    assert.equal(pascalCase('A__B_'), 'AB');
  });

  it('differ from all names of a module, and are the same in all modules', () => {
    const symbols = new Symbols();
    const made = symbols.symbol('make');
    const value = symbols.symbol('next', 'nextValue');
    const other = symbols.symbol('next', 'nextValue');
    const drafts: UnlinkedModule[] = [
      {
        name: 'index',
        role: 'entry',
        text: `export function make() { return ${made}(); }`,
        reexports: [{ name: made, module: 'a', isType: false }],
      },
      {
        name: 'a',
        role: 'entry',
        text: `export function ${made}() { const ${value} = "${value}"; const ${other} = ${value}; return (next: string) => \`\${next} \${${other}} ${made}\`; }`,
      },
    ];
    const specifier = (_: string, to: string): string => `./${to}.js`;
    const files = linkModules(drafts, { globals: [], specifier });
    assert.equal(
      files.get('a'),
      `export function make2() { const nextValue = "${value}"; const nextValue2 = nextValue; return (next: string) => \`\${next} \${nextValue2} ${made}\`; }\n`,
    );
    assert.equal(
      files.get('index'),
      'import { make2 } from "./a.js";\n\nexport { make2 } from "./a.js";\n\nexport function make() { return make2(); }\n',
    );
  });
});

describe('values that statements use', () => {
  it('are found in code, not in strings, members and types', () => {
    const statements =
      'const own = req.next; await next("see res", `${req}`); /* res */ let typed: res; return { res: own, typed };';
    assert.deepEqual(Array.from(valuesUsedIn(statements)), ['req', 'next']);
  });
});

describe('symbols of Python', () => {
  it('differ from variables if they are variables, and from members if they are members', () => {
    const symbols = new Symbols();
    const made = symbols.symbol('TimingMiddleware', 'OwnTimingMiddleware');
    const [member, both, plain] = [
      symbols.symbol('app'),
      symbols.symbol('send'),
      symbols.symbol('scope', 'scope_header'),
    ];
    const code = [
      `class ${made}:`,
      '    def __init__(self, app):',
      `        ${both} = "${both}"`,
      `        self.app, self.${member}, self.${both}, self.${plain} = app, f"{${both}} ${both}", 1, TimingMiddleware`,
      '    def send(self, scope):',
      `        return self.${both}, self.${member}  # ${member}`,
      '',
    ].join('\n');
    const index = {
      name: '__init__',
      doc: '',
      role: 'entry' as const,
      code: `def f(OwnTimingMiddleware):\n    return ${made}\n`,
      siblings: { [made]: 'timing' },
      reexports: [{ name: made, module: 'timing' }],
    };
    const [first, second] = nameSymbols([{ name: 'timing', doc: '', role: 'entry', code }, index]);
    assert.equal(
      first?.code,
      [
        'class OwnTimingMiddleware_2:',
        '    def __init__(self, app):',
        `        send_2 = "${both}"`,
        `        self.app, self.app_2, self.send_2, self.scope = app, f"{send_2} ${both}", 1, TimingMiddleware`,
        '    def send(self, scope):',
        `        return self.send_2, self.app_2  # ${member}`,
        '',
      ].join('\n'),
    );
    assert.equal(second?.code, 'def f(OwnTimingMiddleware):\n    return OwnTimingMiddleware_2\n');
    assert.deepEqual(second.siblings, { OwnTimingMiddleware_2: 'timing' });
    assert.deepEqual(second.reexports, [{ name: 'OwnTimingMiddleware_2', module: 'timing' }]);
  });
});
