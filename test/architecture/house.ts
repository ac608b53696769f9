/** The source files that the rules check, as data, so that a test can add violations without changing the disk. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');

/** Maps paths, relative to the root of the repository and with `/`, to texts. */
export type House = ReadonlyMap<string, string>;

export interface Rule {
  /** The rule, which is also the name of the test. */
  readonly name: string;
  /** The violations, each with its file. */
  readonly find: (house: House) => readonly string[];
  /**
   * Files with violations. They are added to the sources or replace files with the same name. The rule must find each.
   */
  readonly plant: Readonly<Record<string, string>>;
}

/** Reads all files below some folders, and some single files. */
export function readHouse(...places: readonly string[]): House {
  const paths = places.flatMap((place) => (/\.\w+$/.test(place) ? [place] : filesBelow(place)));
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** The paths below a folder, sorted. */
export function pathsBelow(house: House, folder: string): string[] {
  return Array.from(house.keys())
    .filter((path) => path.startsWith(`${folder}/`))
    .sort();
}

/** The syntax tree of a TypeScript file. */
export function treeOf(house: House, path: string): ts.SourceFile {
  const text = house.get(path) ?? '';
  const known = trees.get(path);
  if (known?.text === text) return known;
  const made = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  trees.set(path, made);
  return made;
}

const trees = new Map<string, ts.SourceFile>();

/** The results of a test for each node of some files, with the location of the node. */
export function findings(
  house: House,
  paths: readonly string[],
  test: (node: ts.Node) => string | undefined,
): string[] {
  return paths.flatMap((path) => {
    const tree = treeOf(house, path);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const what = test(node);
      if (what !== undefined) {
        const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
        found.push(`${path}:${line + 1} ${what}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
  });
}

/** The lines that match a pattern, with their locations. */
export function matchingLines(house: House, paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    (house.get(path) ?? '')
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  );
}

/** The text of a literal. In template literals, each expression is replaced by a placeholder. */
export function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('\0');
  }
  return ts.isRegularExpressionLiteral(node) ? node.text : undefined;
}

/** Whether a node is an identifier with one of these names that refers to a value, not to a property or type. */
export function isValueNamed(node: ts.Node, names: readonly string[]): node is ts.Identifier {
  if (!ts.isIdentifier(node) || !names.includes(node.text)) return false;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent)) return false;
  return !('name' in parent && parent.name === node) && !ts.isImportSpecifier(parent);
}

function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => name !== '.work' && name !== 'node_modules')
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}
