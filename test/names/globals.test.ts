/** Compares the lists of globals with the type declarations of the language and the platforms. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { ecmaScriptGlobals } from '../../generator/languages/typescript/globals.js';
import { fetchGlobals } from '../../generator/servers/fetch/globals.js';
import { nodeGlobals } from '../../generator/servers/node/globals.js';

const both: ts.SymbolFlags = ts.SymbolFlags.Value | ts.SymbolFlags.Type | ts.SymbolFlags.Namespace;

describe('globals of TypeScript', () => {
  it('has every global value of ECMAScript 2022, and nothing that its declarations lack', () => {
    const language = { lib: ['lib.es2022.d.ts'] };
    assert.deepEqual(missing(ecmaScriptGlobals, declared(language, both)), []);
    const values = declared(language, ts.SymbolFlags.Value);
    assert.deepEqual(missing(values, new Set(ecmaScriptGlobals)), []);
  });

  it('has only globals for Node that its types declare', () => {
    assert.deepEqual(missing(nodeGlobals, declared({ lib: ['lib.es2022.d.ts'], types: ['node'] }, both)), []);
  });

  it('has only globals for the Fetch API that workers declare and this Node has', () => {
    const worker = declared({ lib: ['lib.es2022.d.ts', 'lib.webworker.d.ts'] }, both);
    assert.deepEqual(missing(fetchGlobals, worker), []);
    assert.deepEqual(missing(fetchGlobals, new Set(Object.getOwnPropertyNames(globalThis))), []);
  });

  it('has no duplicates', () => {
    for (const list of [nodeGlobals, fetchGlobals]) {
      const all = [...ecmaScriptGlobals, ...list];
      assert.deepEqual(
        all.filter((name, index) => all.indexOf(name) !== index),
        [],
      );
    }
  });
});

function missing(names: Iterable<string>, among: ReadonlySet<string>): string[] {
  return Array.from(names).filter((name) => !among.has(name));
}

function declared(options: ts.CompilerOptions, meaning: ts.SymbolFlags): Set<string> {
  const path = join(import.meta.dirname, 'empty.ts');
  const host = ts.createCompilerHost(options);
  const file = ts.createSourceFile(path, '', ts.ScriptTarget.ES2022);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => (name === path ? file : read(name, ...rest));
  const checker = ts.createProgram([path], { types: [], ...options }, host).getTypeChecker();
  return new Set(checker.getSymbolsInScope(file, meaning).map(({ name }) => name));
}
