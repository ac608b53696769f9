/**
 * Compares the specialiser, which derives the type of a property's object from annotations, with TypeScript's type
 * checker.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { ts as parser } from 'ts-morph';
import ts from 'typescript';
import { Program } from '../../generator/languages/typescript/specialise/program.js';
import type { SourceText } from '../../generator/languages/typescript/specialise/program.js';
import { Shapes } from '../../generator/languages/typescript/specialise/shapes.js';

const templates = join(import.meta.dirname, '..', '..', 'templates', 'typescript');
const platforms = { node: ['shared', 'disk', 'node'], fetch: ['shared', 'disk', 'fetch', 'fetch-handler', 'hono'] };

describe('the interface or class of a property', () => {
  for (const [platform, folders] of Object.entries(platforms)) {
    it(`is the same as according to the type checker, on the platform ${platform}`, () => {
      const config = join(templates, `tsconfig.${platform}.json`);
      const { config: options } = ts.readConfigFile(config, (path) => readFileSync(path, 'utf8')) as { config: object };
      const parsed = ts.parseJsonConfigFileContent(options, ts.sys, templates, undefined, config);
      const checked = ts.createProgram({ rootNames: parsed.fileNames, options: parsed.options });
      const checker = checked.getTypeChecker();

      const sources = folders.flatMap(sourcesIn);
      const exposes = sources.flatMap(({ text }) =>
        Array.from(text.matchAll(/^export (?:async )?\w+ (\w+)/gm), ([, name = '']) => name),
      );
      const program = new Program([{ name: 'index', text: '', role: 'given', exposes }, ...sources]);
      const shapes = new Shapes(program);
      const nameOf = new Map(program.modules.map(({ file, name }) => [file, name]));
      const wrong: string[] = [];
      let told = 0;
      for (const { name, file, role } of program.modules) {
        if (role !== 'helper') continue;
        const twin = checked.getSourceFile(join(templates, `${name}.ts`));
        assert.ok(twin !== undefined, name);
        const accesses = accessesIn(twin);
        const visit = (node: parser.Node): void => {
          parser.forEachChild(node, visit);
          if (!parser.isPropertyAccessExpression(node)) return;
          const member = shapes.memberOf(node);
          // Facts are not settings, so the specialiser need not resolve them.
          if (member === 'unknown' || node.expression.getText() === 'facts') return;
          told += 1;
          const access = accesses.get(node.name.end);
          assert.ok(access !== undefined);
          const symbol = checker.getSymbolAtLocation(access.name);
          // For a property of an object literal, the checker returns the literal, and the specialiser the interface.
          if (symbol?.declarations?.some(ts.isObjectLiteralElement) === true) return;
          const declared = ownDeclaration(symbol);
          const said =
            member === 'foreign' ? undefined : `${nameOf.get(member.getSourceFile()) ?? ''}.ts:${String(member.end)}`;
          if (declared !== said) wrong.push(`${name}: ${node.getText()} is ${String(declared)}, not ${String(said)}`);
        };
        visit(file);
      }
      assert.deepEqual(wrong, []);
      assert.ok(told > 300, 'too few properties are resolved');
    });
  }
});

function sourcesIn(folder: string): SourceText[] {
  return readdirSync(join(templates, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({
      name: `${folder}/${file.slice(0, -'.ts'.length)}`,
      text: readFileSync(join(templates, folder, file), 'utf8'),
      role: file === 'platform.ts' ? 'platform' : 'helper',
    }));
}

/** The property accesses by the end of their names, which is unique. */
function accessesIn(file: ts.SourceFile): Map<number, ts.PropertyAccessExpression> {
  const found = new Map<number, ts.PropertyAccessExpression>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) found.set(node.name.end, node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Where a symbol is declared, if that is in a helper. */
function ownDeclaration(symbol: ts.Symbol | undefined): string | undefined {
  const declaration = symbol?.declarations?.[0];
  if (declaration === undefined) return undefined;
  const path = relative(templates, declaration.getSourceFile().fileName);
  return path.startsWith('..') ? undefined : `${path}:${String(declaration.end)}`;
}
