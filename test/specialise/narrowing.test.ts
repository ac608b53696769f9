import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { specialise } from '../../generator/languages/typescript/specialise/specialise.js';
import type { Knowledge } from '../../generator/plan/knowledge.js';

/** Specialises a helper and returns it as one line; `use` is the code of the output that uses it. */
function specialised(helper: string, use: string, knowledge: Partial<Knowledge> = {}): string {
  const texts = specialise(
    [
      { name: 'index', text: use, role: 'given' },
      { name: 'helper', text: helper, role: 'helper' },
    ],
    { facts: {}, presence: {}, ...knowledge },
  );
  return (texts.get('helper') ?? '').replace(/\s+/g, ' ').trim();
}

const watcher = 'interface Watcher { readonly sees: (text: string) => boolean; }';
const use = 'export const watch = (watcher: Watcher | undefined) => [shown("a", watcher), shown("b")];';

describe('narrowing by a condition', () => {
  const proofs: Readonly<Record<string, string>> = {
    'a call that must be true': '!watcher?.sees(text)',
    'a comparison': 'watcher === undefined',
    'one of several conditions for a return': "text === '' || !watcher?.sees(text)",
  };
  for (const [kind, condition] of Object.entries(proofs)) {
    it(`makes a setting present: ${kind}`, () => {
      const made = specialised(
        `${watcher} export function shown(text: string, watcher?: Watcher): boolean { if (${condition}) { return false; } return watcher?.sees(text); }`,
        use,
      );
      assert.ok(made.includes(`if (${condition}) { return false; } return watcher.sees(text);`), made);
    });
  }

  it('applies in functions that are called afterwards, if all calls agree', () => {
    const made = specialised(
      `${watcher} export function shown(text: string, watcher?: Watcher): boolean { if (watcher === undefined) { return false; } return seen(text, watcher); }
      function seen(text: string, watcher: Watcher | undefined): boolean { return watcher?.sees(text) ?? false; }`,
      use,
    );
    assert.ok(
      made.includes('function seen(text: string, watcher: Watcher): boolean { return watcher.sees(text)'),
      made,
    );
  });

  const gaps: Readonly<Record<string, string>> = {
    'the branch does not return': 'if (watcher === undefined) { text.trim(); }',
    'the condition can be false for another reason': "if (text === '' && !watcher?.sees(text)) { return false; }",
    'the condition concerns another value': "if (text === '') { return false; }",
    'the variable is assigned afterwards': 'if (watcher === undefined) { return false; } watcher = other;',
  };
  for (const [kind, statements] of Object.entries(gaps)) {
    it(`does not make a setting present where ${kind}`, () => {
      const made = specialised(
        `${watcher} const other: Watcher | undefined = undefined; export function shown(text: string, watcher?: Watcher): boolean { ${statements} return watcher?.sees(text) ?? false; }`,
        use,
      );
      assert.ok(made.includes('return watcher?.sees(text) ?? false;'), made);
    });
  }
});

describe('a setting of one interface', () => {
  const helper = `export interface One { readonly id: string | undefined; readonly part: { readonly id: string | undefined }; }
    export interface Other { readonly id: string | undefined; }`;
  it('has the presence that is given for its interface, not that of others with the same name', () => {
    const made = specialised(
      helper,
      'export const both = (one: One, other: Other) => [one.id, one.part.id, other.id];',
      {
        presence: { 'One.id': 'always', id: 'sometimes' },
      },
    );
    assert.ok(made.includes('readonly id: string; readonly part: { readonly id: string };'), made);
    assert.ok(made.includes('interface Other { readonly id: string | undefined; }'), made);
  });
});

describe('a condition that is constant', () => {
  it('leaves no empty line if it is removed completely', () => {
    const made = specialise(
      [
        { name: 'index', text: 'export const all = [shown("a")];', role: 'given' },
        {
          name: 'helper',
          text: `import { facts } from '../facts.js';
${watcher}
export function shown(text: string, watcher?: Watcher): string {
  if (facts.watches) {
    watcher?.sees(text);
  }
  return text;
}
`,
          role: 'helper',
        },
      ],
      { facts: { watches: true }, presence: {} },
    );
    assert.match(made.get('helper') ?? '', /shown\(text: string\): string \{\n  return text;\n\}/);
  });
});
