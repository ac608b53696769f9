/** Checks the names of middleware. They become file names, module names and identifiers on every target. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import { languages } from '../languages/index.js';
import type { SpecReader } from './spec-reader.js';

export function checkNames(names: readonly string[], { report, lineOf }: SpecReader): void {
  const identifiers = new Map<string, string>();
  for (const name of names) {
    const path = ['middleware', name];
    if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || name.length > 64) {
      const meant = kebabCase(name);
      report(
        diagnostic('name-form', { name }, { help: meant === undefined ? otherName : `Write \`${meant}\`.` }),
        path,
        'key',
      );
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

const otherName = 'Write a name such as `observability`.';

function kebabCase(name: string): string | undefined {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const kebab = (words?.join('-') ?? '')
    .replace(/^[\d-]+/, '')
    .slice(0, 64)
    .replace(/-$/, '');
  return kebab === '' ? undefined : kebab;
}

function reservedBecause(name: string, identifier: string): string | undefined {
  if (name === 'index') return 'the file `index` exports all middleware';
  if (exported.has(identifier)) return 'the generated code already exports a function with this name';
  if (words.has(identifier)) return 'it is a reserved word in a language that mwgen generates';
  if (globals.has(identifier)) return 'the generated code uses a global with this name';
  if (/^(?:con|prn|aux|nul|com\d|lpt\d)$/.test(name)) return 'Windows does not allow files with this name';
  return undefined;
}

// The reserved names of all languages, because targets can be added to a spec later.
const reserved = languages.map((language) => language.reserved);
const exported = new Set(reserved.flatMap((names) => names.exported));
const words = new Set(reserved.flatMap((names) => names.words));
const globals = new Set(reserved.flatMap((names) => names.globals));
