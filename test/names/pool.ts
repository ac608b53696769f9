/**
 * Names for the property test: all identifiers of generated code, globals, reserved words, and members of built-in
 * objects.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { wordsOf } from '../../generator/languages/names.js';
import { builtins } from '../../generator/languages/python/builtins.js';
import { ecmaScriptGlobals } from '../../generator/languages/typescript/globals.js';
import { fetchGlobals } from '../../generator/servers/fetch/globals.js';
import { nodeGlobals } from '../../generator/servers/node/globals.js';

const root = join(import.meta.dirname, '..', '..');

export interface PoolName {
  /** In lower case. */
  readonly words: readonly string[];
  /** As found. */
  readonly text: string;
}

/** The names in a fixed order. Different spellings of the same words count once. */
export function namePool(): readonly PoolName[] {
  const all = [...identifiersOfGoldens(), ...globalNames, ...reservedWords, ...members()];
  const names = new Map(all.map((text) => [wordsOfName(text).join(' '), { text, words: wordsOfName(text) }]));
  return Array.from(names)
    .filter(([key]) => key !== '' && key.length <= 40)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, name]) => name);
}

/** Splits a name into words: `requestHeader`, `request_header` and `RequestHeader` are `request` and `header`. */
function wordsOfName(name: string): string[] {
  return wordsOf(name.replace(/([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2 '));
}

function identifiersOfGoldens(): Set<string> {
  const found = new Set<string>();
  for (const path of readdirSync(join(root, 'fixtures'), { recursive: true, encoding: 'utf8' })) {
    const file = join(root, 'fixtures', path);
    if (path.endsWith('.ts')) for (const name of identifiersOf(readFileSync(file, 'utf8'))) found.add(name);
    if (path.endsWith('.py')) for (const [name] of readFileSync(file, 'utf8').matchAll(/[a-z_]\w*/gi)) found.add(name);
  }
  return found;
}

function identifiersOf(text: string): Set<string> {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true, ts.LanguageVariant.Standard, text);
  const found = new Set<string>();
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token === ts.SyntaxKind.Identifier) found.add(scanner.getTokenText());
  }
  return found;
}

const globalNames = [...ecmaScriptGlobals, ...nodeGlobals, ...fetchGlobals, ...builtins];

const reservedWords = (
  'and any arguments as asserts async await break case catch class const constructor continue debugger def default del delete do ' +
  'elif else enum eval except exec export exports extends false finally for from function get global if implements import in ' +
  'infer instanceof interface is keyof lambda let match module namespace never new none nonlocal not null number object of or ' +
  'override package pass private protected public raise readonly require return satisfies self set static string super switch ' +
  'symbol this throw true try type typeof undefined unique unknown using var void while with yield'
).split(' ');

/** Members of all objects, functions, strings, lists, maps and promises. */
function members(): string[] {
  const prototypes: readonly object[] = [
    Object.prototype,
    Function.prototype,
    String.prototype,
    Array.prototype,
    Map.prototype,
    Promise.prototype,
    Headers.prototype,
  ];
  const python =
    'import json; print(json.dumps(sorted({*dir(object), *dir(dict), *dir(str), *dir(bytes), *dir(list)})))';
  const { stdout } = spawnSync('python3', ['-c', python], { encoding: 'utf8' });
  return [
    ...prototypes.flatMap((one) => Object.getOwnPropertyNames(one)),
    ...(stdout ? (JSON.parse(stdout) as string[]) : []),
  ];
}
