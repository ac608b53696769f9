/** Names of middleware: they become file names, module names and identifiers on every target. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import type { SpecReader } from './spec-reader.js';

export function checkNames(names: readonly string[], { report, lineOf }: SpecReader): void {
  const identifiers = new Map<string, string>();
  for (const name of names) {
    const path = ['middleware', name];
    if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || name.length > 64) {
      const meant = kebabCase(name);
      report(diagnostic('name-form', { name }, { help: meant && `Write \`${meant}\`.` }), path, 'key');
      continue;
    }
    const identifier = camelCase(name);
    const reason = reservedBecause(name, identifier);
    if (reason !== undefined) {
      const help = `Write for example \`${name}-middleware\`.`;
      report(diagnostic('name-reserved', { name, reason }, { help }), path, 'key');
    }
    const other = identifiers.get(identifier);
    if (other === undefined) identifiers.set(identifier, name);
    else report(diagnostic('name-clash', { name, other, line: lineOf(['middleware', other], 'key') }), path, 'key');
  }
}

export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function kebabCase(name: string): string | undefined {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const kebab = words?.join('-') ?? '';
  return /^[a-z]/.test(kebab) && kebab.length <= 64 ? kebab : undefined;
}

function reservedBecause(name: string, identifier: string): string | undefined {
  if (name === 'index') return 'the file `index` exports all middleware';
  if (exported.has(identifier)) return 'the generated code exports a function of this name itself';
  if (words.has(identifier)) return 'it is a word of a programming language that mwgen writes';
  if (globals.has(identifier)) return 'generated code uses a global of this name';
  if (/^(?:con|prn|aux|nul|com\d|lpt\d)$/.test(name)) return 'Windows has no files of this name';
  return undefined;
}

const exported = new Set(['registerMiddleware', 'withMiddleware']);

/** Of JavaScript's strict mode, TypeScript and Python alike: a spec can get another target later. */
const words = new Set(
  (
    'and any arguments as assert async await break case catch class const continue debugger def default del delete do elif ' +
    'else enum eval except export extends false finally for from function global if implements import in instanceof ' +
    'interface is lambda let match new none nonlocal not null or package pass print private protected public raise return ' +
    'self static super switch this throw true try type typeof undefined var void while with yield'
  ).split(' '),
);

const globals = new Set(
  'atob btoa buffer console crypto fetch global globalThis module performance process queueMicrotask require setTimeout'.split(
    ' ',
  ),
);
