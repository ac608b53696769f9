/** Modules that differ only by names and constants are formatted and hashed once: the result is the same as each alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signFile } from '../../generator/languages/header.js';
import { emitJavaScript } from '../../generator/languages/javascript/emit.js';
import { Alike, Patterns, representatives } from '../../generator/languages/patterns.js';
import { canonicalTypeScript } from '../../generator/languages/typescript/canonical.js';
import { emitTypeScript, linkedTexts } from '../../generator/languages/typescript/emit.js';
import { endOfImports } from '../../generator/languages/typescript/finish.js';
import { formatCode } from '../../generator/languages/typescript/format.js';
import type { ModuleSet } from '../../generator/languages/typescript/modules.js';
import { special } from '../../generator/languages/typescript/special-words.js';
import { readSpec } from '../../generator/spec/read-spec.js';
import { knownFrameworks, targets } from '../../generator/targets/index.js';
import { useTemplates } from '../../generator/templates.js';
import { packageTemplates } from '../../generator/workspace/package-templates.js';
import { goldenTree } from '../goldens/files.js';

useTemplates(packageTemplates);

const layouts = [
  {},
  { printWidth: 40, singleQuote: true, quoteProps: 'consistent' },
  { printWidth: 60, tabWidth: 8, semi: false, trailingComma: 'none', arrowParens: 'avoid', objectWrap: 'collapse' },
  { printWidth: 120, useTabs: true, bracketSpacing: false, experimentalOperatorPosition: 'start' },
];

/** Names that Prettier, a parser or a reader of escapes could treat in a way of their own. */
const names = [
  'it',
  'then',
  'use',
  'css',
  'html',
  'nab',
  'u0041',
  'define',
  'x41',
  'aa',
  'gi',
  'skip',
  'of',
  'e10',
  'n1',
];
const values = ['a\\b', "it's", '"quoted"', 'a/gi', 'a - b', '1.50', '007', '1e5', 'use strict', '*/ x', '$${x}'];

/** Six kinds of middleware in turn. */
function manyMiddleware(from: number, count = 40, skipped = 0): string {
  const middleware = Array.from({ length: count }, (_, position) => {
    const index = position + skipped;
    const at = from + index;
    const name = index < names.length ? `${names[index] ?? ''}-${String(from)}` : `service-${String(at)}`;
    const value = JSON.stringify(`${values[at % values.length] ?? ''} ${String(at * 7)}`);
    const parts = [
      'timing: true',
      `headers: { response: { set: { X-Team-${String(at)}: ${value} }, remove: [X-Powered-By] } }`,
      `exclude: [/${names[at % names.length] ?? ''}/${String(at)}, /a${String(at)}/*/b], timing: true, requestId: true`,
      `requestId: true, hooks: { before: true }, headers: { request: { set: { X${String(at)}: ${value} } } }`,
      `capture: { response: { maxBytes: ${String(at + 1)}KiB }, redact: { json: [t${String(at)}, '**.${names[at % names.length] ?? ''}'] } }`,
      `exclude: [{ path: /v${String(at)}, methods: [GET] }], headers: { response: { set: { X-A: '{env:V_${String(at)}}' } } }`,
    ];
    return `  ${name}: { ${parts[at % parts.length] ?? ''} }`;
  });
  return `version: 1\ntargets: [{ framework: express, output: out }]\nmiddleware:\n${middleware.join('\n')}\n`;
}

async function modulesFor(spec: string, framework: string): Promise<ModuleSet> {
  const { plan, diagnostics } = readSpec(spec, { file: 'mwgen.yaml', ...knownFrameworks });
  assert.ok(plan !== undefined, JSON.stringify(diagnostics));
  const target = targets.find(({ name }) => name === framework);
  assert.ok(target?.language === 'typescript');
  return target.emit(plan);
}

describe('an output with many middleware', () => {
  for (const [index, prettier] of layouts.entries()) {
    for (const framework of index === 0 ? ['express', 'hono', 'nestjs'] : ['express']) {
      it(`has the modules that each would be alone: ${framework}, ${JSON.stringify(prettier)}`, async () => {
        const set = await modulesFor(manyMiddleware(index * 37), framework);
        const settings = { prettier };
        const files = await emitTypeScript(set, { spec: 'mwgen.yaml', settings });
        const texts = linkedTexts(set, '.js');
        assert.ok(files.length > 40);
        for (const { path, text, ownership } of files) {
          const code = texts.get(path.replace(/\.ts$/, '')) ?? '';
          const alone = await formatCode(code, prettier, { name: 'module.ts', isTyped: true });
          const signed =
            ownership === 'once'
              ? alone
              : await signFile(alone, { spec: 'mwgen.yaml', comment: '//', canonical: canonicalTypeScript });
          assert.equal(text, signed, path);
        }
      });
    }
  }

  for (const framework of ['express', 'hono', 'nestjs', 'fastify']) {
    it(`has the modules that they would be among a few: ${framework}`, async () => {
      const emitted = async (spec: string): Promise<ReadonlyMap<string, string>> => {
        const set = await modulesFor(spec, framework);
        const files = await emitTypeScript(set, { spec: 'mwgen.yaml', settings: {} });
        return new Map(files.map(({ path, text }) => [path, text]));
      };
      const all = await emitted(manyMiddleware(100, 72));
      for (const skipped of [0, 12, 48]) {
        const few = await emitted(manyMiddleware(100, 12, skipped));
        assert.ok(few.size > 12);
        for (const [path, text] of few) if (path !== 'index.ts') assert.equal(all.get(path), text, path);
      }
    });
  }

  it('tells its middleware apart where only their names and a constant differ', async () => {
    const emitted = async (count: number): Promise<ReadonlyMap<string, string>> => {
      const middleware = Array.from({ length: count }, (_, index) => {
        const at = String(100 + index);
        return `  service-${at}: { capture: { response: { maxBytes: ${at} }, redact: { json: [secret${at}] } } }`;
      });
      const spec = `version: 1\ntargets: [{ framework: express, output: out }]\nmiddleware:\n${middleware.join('\n')}\n`;
      const set = await modulesFor(spec, 'express');
      const files = await emitTypeScript(set, { spec: 'mwgen.yaml', settings: {} });
      return new Map(files.map(({ path, text }) => [path, text]));
    };
    const [all, few] = [await emitted(40), await emitted(3)];
    for (const [path, text] of few) if (path !== 'index.ts') assert.equal(all.get(path), text, path);
    assert.match(all.get('service-139.ts') ?? '', /"service-139"[^]*139[^]*"secret139"/);
  });

  it('is hashed in JavaScript as each file alone', async () => {
    const set = await modulesFor(manyMiddleware(5), 'express');
    const files = await emitJavaScript(set, { spec: 'mwgen.yaml', settings: {} });
    for (const { text, ownership, path } of files) {
      if (ownership === 'once') continue;
      const code = text.split('\n').slice(3).join('\n');
      const isTyped = path.endsWith('.ts');
      assert.equal(await formatCode(code, {}, { name: path, isTyped }), code, path);
      assert.equal(await signFile(code, { spec: 'mwgen.yaml', comment: '//', canonical: canonicalTypeScript }), text);
    }
  });
});

describe('renamed code', () => {
  const code = Array.from(goldenTree())
    .filter(([path]) => path.endsWith('.ts'))
    .map(([, text]) => text)
    .filter((_, index) => index % 3 === 0);
  // So that all words of the code count as rare.
  const padding = Array.from({ length: 16 * code.length }, () => '');
  const before = new Patterns([...code, ...padding], special);
  const renamed = code.map((text) => rename(text, before.of(text, endOfImports(text)).own));
  const patterns = new Patterns([...code, ...renamed, ...padding], special);

  it('is formatted and hashed like the code that it is made from', async () => {
    assert.ok(code.length > 30);
    let count = 0;
    for (const [index, text] of code.entries()) {
      const other = renamed[index] ?? '';
      const prettier = layouts[index % layouts.length] ?? {};
      const [own, others] = [patterns.of(text), patterns.of(other)];
      // A name can become one that has to stay as it is, such as the flag of a regular expression.
      if (own.form !== others.form || own.own.length === 0) continue;
      count += 1;
      const file = { name: 'module.ts', isTyped: true };
      const layout = new Alike({ isQuoted: false });
      await layout.of(own, () => formatCode(text, prettier, file));
      const found = await layout.of(others, () => Promise.reject(new Error('It is not alike.')));
      assert.equal(found, await formatCode(other, prettier, file));
      const canonical = new Alike({ isQuoted: true });
      const [first, second] = [text, other].map((one) => patterns.of(one, endOfImports(one)));
      assert.ok(first !== undefined && first.form === second?.form);
      await canonical.of(first, () => canonicalTypeScript(text));
      assert.equal(await canonical.of(second, () => canonicalTypeScript(other)), canonicalTypeScript(other));
    }
    assert.ok(count > 30, `only ${String(count)} were renamed`);
  });

  /** Gives words other names of the same kind. */
  function rename(text: string, words: readonly string[]): string {
    const taken = new Set(text.match(/[\w$]+/g));
    const others = new Map<string, string>();
    for (const word of words) {
      const other = next(word, taken);
      others.set(word, other);
      taken.add(other);
    }
    return text.replace(/[\w$]+/g, (word) => others.get(word) ?? word);
  }

  function next(word: string, taken: ReadonlySet<string>): string {
    let other = word;
    for (let turn = 1; turn < 26 && (other === word || taken.has(other) || special.has(other)); turn += 1) {
      other = word.replace(/[a-z]/gi, (letter) => {
        const base = letter < 'a' ? 65 : 97;
        return String.fromCharCode(base + ((letter.charCodeAt(0) - base + turn) % 26));
      });
    }
    return taken.has(other) || special.has(other) ? word : other;
  }
});

describe('representatives', () => {
  it('vary in each word that varies', () => {
    const own = [
      ['a', 'x'],
      ['b', 'x'],
      ['c', 'x'],
      ['d', 'y'],
      ['a', 'z'],
    ];
    const { chosen, firsts } = representatives(own.map((words) => ({ form: 'f', own: words })));
    assert.deepEqual([...chosen], [0, 1, 3]);
    assert.deepEqual(firsts, [0, 0, 0, 0, 0]);
  });
});

describe('a pattern', () => {
  const texts = Array.from(
    { length: 30 },
    (_, at) => `call(name${String(at)}, "${String(at + 40)}", 1.${String(at + 10)}, "a\\x4${String(at % 10)}b")`,
  );
  const patterns = new Patterns(texts, new Set(['name7']));

  it('is the same for names and numbers of the same length', () => {
    assert.equal(patterns.of('f(name11, 55)').form, patterns.of('f(name12, 54)').form);
    assert.notEqual(patterns.of('f(name11)').form, patterns.of('f(name5)').form);
    assert.notEqual(patterns.of('f(name11, name11)').form, patterns.of('f(name11, name12)').form);
  });

  it('keeps special words, fractions, escapes, flags and what comes before a place', () => {
    assert.deepEqual(patterns.of('name7').own, []);
    assert.deepEqual(patterns.of('1.13 + 13').own, []);
    assert.deepEqual(patterns.of('"\\name8"').own, []);
    assert.deepEqual(patterns.of('"name8\\n"').own, []);
    assert.deepEqual(patterns.of('name8 + name9', 5).own, ['name9']);
    assert.deepEqual(patterns.of('name8 + name8', 5).own, []);
  });

  it('is not searched for in a few texts', () => {
    assert.deepEqual(new Patterns(texts.slice(0, 5), new Set()).of('name2').own, []);
  });
});
