/** Rules about imports of values and types, static and dynamic. */
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';
import { findings, pathsBelow, treeOf, type House, type Rule } from './house.js';

export interface Import {
  /** Relative to `generator/`. */
  readonly from: string;
  /** The imported file (relative to `generator/`), or the package or Node module without its subpath. */
  readonly to: string;
  readonly isOwn: boolean;
  readonly kind: 'value' | 'type' | 'on demand';
}

/** The folders from which each folder may import, besides itself. Top-level files count as folders of their own. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'cli.ts': ['commands', 'workspace', 'diagnostics'],
  'index.ts': ['commands', 'compile.ts', 'plan', 'diagnostics', 'workspace'],
  commands: ['compile.ts', 'workspace', 'spec', 'targets', 'languages', 'plan', 'diagnostics'],
  'compile.ts': ['spec', 'targets', 'languages', 'plan', 'diagnostics', 'templates.ts'],
  workspace: ['compile.ts', 'languages', 'plan', 'diagnostics'],
  spec: ['features', 'languages', 'plan', 'diagnostics'],
  features: ['plan', 'diagnostics'],
  targets: ['servers', 'languages', 'plan'],
  servers: ['languages', 'plan', 'templates.ts'],
  languages: ['plan', 'diagnostics'],
  plan: ['diagnostics'],
  diagnostics: [],
  'templates.ts': [],
};

/** The only places where each package may be imported. */
const homes: Readonly<Record<string, readonly string[]>> = {
  'ts-morph': ['languages/typescript/', 'languages/javascript/', 'servers/'],
  '@astral-sh/ruff-wasm-nodejs': ['languages/python/'],
  prettier: ['languages/typescript/format.ts', 'languages/typescript/project/prettier.ts'],
  handlebars: ['templates.ts'],
  yaml: ['spec/'],
  'smol-toml': ['languages/toml.ts'],
  yargs: ['commands/help.ts'],
  zod: ['spec/', 'features/'],
  diff: ['workspace/diff.ts'],
};

/** Languages that are written in another form, with the language whose folder they may use. */
const formOf: Readonly<Record<string, string>> = { javascript: 'typescript' };

const network = /^node:(?:http2?|https|net|tls|dgram|dns|child_process|cluster|worker_threads)\b/;
const disk = /^node:(?:fs|module)\b/;

export const importRules: readonly Rule[] = [
  {
    name: 'has dependencies in one direction only',
    find: (house) => [
      ...wrongImports(house, ({ from, to, isOwn }) => isOwn && !isAllowed(roomOf(from), roomOf(to))),
      ...Array.from(new Set(files(house).map(roomOf)))
        .filter((room) => !(room in mayImport))
        .map((room) => `${room} has no rule`),
    ],
    plant: {
      'generator/plan/planted.ts': "import type { Spec } from '../spec/schema.js';\nexport type Planted = Spec;\n",
      'generator/planted/planted.ts': 'export {};\n',
    },
  },
  {
    name: 'has no circular imports, including types',
    find: (house) => circles(importsOf(house).filter(({ isOwn, kind }) => isOwn && kind !== 'on demand')),
    plant: {
      'generator/plan/planted-one.ts': "import type { Two } from './planted-two.js';\nexport type One = Two;\n",
      'generator/plan/planted-two.ts': "import type { One } from './planted-one.js';\nexport type Two = One[];\n",
    },
  },
  {
    name: 'has targets that do not import each other, features or the spec',
    find: (house) =>
      wrongImports(house, ({ from, to, isOwn }) => {
        const own = /^targets\/[^/]+\//.exec(from)?.[0];
        if (own === undefined || !isOwn) return false;
        const isOther = to.startsWith('targets/') && !to.startsWith(own) && to !== 'targets/target.ts';
        return isOther || /^(?:features|spec|workspace|commands)\//.test(to);
      }),
    plant: {
      'generator/targets/express/planted.ts': "export { hono } from '../hono/target.js';\n",
    },
  },
  {
    name: 'has a plan that imports only diagnostics',
    find: (house) =>
      wrongImports(
        house,
        ({ from, to, isOwn }) => from.startsWith('plan/') && !(isOwn && /^(?:plan|diagnostics)\//.test(to)),
      ),
    plant: {
      'generator/plan/planted.ts': "import { join } from 'node:path';\nexport const planted = join('a', 'b');\n",
    },
  },
  {
    name: 'imports each package in one place, and uses all installed ones',
    find: (house) => {
      const { dependencies } = JSON.parse(house.get('package.json') ?? '{}') as {
        readonly dependencies: Readonly<Record<string, string>>;
      };
      const used = new Set(packagesOf(house).map(({ to }) => to));
      return [
        ...packagesOf(house)
          .filter(({ from, to }) => homes[to]?.some((home) => from.startsWith(home)) !== true)
          .map(shown),
        ...Object.keys(dependencies).filter((name) => !used.has(name)),
      ];
    },
    plant: { 'generator/plan/planted.ts': "export type { Options } from 'prettier';\n" },
  },
  {
    name: 'accesses the disk only in workspace/',
    find: (house) => wrongImports(house, ({ from, to }) => disk.test(to) && !from.startsWith('workspace/')),
    plant: { 'generator/languages/planted.ts': "export { readFileSync } from 'node:fs';\n" },
  },
  {
    name: 'does not access the disk from the compiler',
    find: (house) => {
      const imports = importsOf(house).filter(({ kind }) => kind !== 'type');
      return Array.from(reachedFrom('compile.ts', imports)).flatMap((file) =>
        imports
          .filter(({ from, to }) => from === file && disk.test(to))
          .map((one) => `generator/compile.ts leads to a file of which ${shown(one)}`),
      );
    },
    plant: {
      'generator/compile.ts': "export const load = () => import('./workspace/disk.js');\n",
    },
  },
  {
    name: 'imports a language only in its own folder and in its servers and targets',
    find: (house) =>
      wrongImports(house, ({ from, to, isOwn }) => {
        const language = /^languages\/([^/]+)\//.exec(to)?.[1];
        if (!isOwn || language === undefined) return false;
        return (
          !/^(?:languages\/index\.ts|servers\/|targets\/[^/]+\/)/.test(from) &&
          !from.startsWith(`languages/${language}/`) &&
          formOf[/^languages\/([^/]+)\//.exec(from)?.[1] ?? ''] !== language
        );
      }),
    plant: {
      'generator/workspace/planted.ts': "export { formatPython } from '../languages/python/format.js';\n",
      'generator/languages/typescript/planted.ts': "export { python } from '../python/language.js';\n",
      'generator/languages/javascript/planted.ts': "export { python } from '../python/language.js';\n",
    },
  },
  {
    name: 'makes no network calls and starts no processes',
    find: (house) => [
      ...wrongImports(house, ({ to }) => network.test(to)),
      ...findings(house, pathsBelow(house, 'generator'), (node) =>
        (ts.isCallExpression(node) || ts.isNewExpression(node)) &&
        ts.isIdentifier(node.expression) &&
        ['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource'].includes(node.expression.text)
          ? node.expression.text
          : undefined,
      ),
    ],
    plant: {
      'generator/workspace/planted.ts': "export const planted = () => fetch('https://example.org');\n",
      'generator/workspace/planted-process.ts': "export { spawn } from 'node:child_process';\n",
    },
  },
];

/** All imports in `generator/`. */
export function importsOf(house: House): Import[] {
  return files(house).flatMap((from) => {
    const found: Import[] = [];
    const add = (specifier: ts.Node | undefined, kind: Import['kind']): void => {
      if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
      const { text } = specifier;
      const isOwn = text.startsWith('.');
      const to = isOwn ? posix.join(posix.dirname(from), text).replace(/\.js$/, '.ts') : packageOf(text);
      found.push({ from, to, isOwn, kind });
    };
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeImport(node) ? 'type' : 'value');
      else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value');
      else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, 'type');
      else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
        add(node.arguments[0], 'on demand');
      ts.forEachChild(node, visit);
    };
    visit(treeOf(house, `generator/${from}`));
    return found;
  });
}

/**
 * With `verbatimModuleSyntax`, an import of only types is loaded at run time unless the whole declaration is marked
 * with `type`.
 */
function isTypeImport({ importClause }: ts.ImportDeclaration): boolean {
  return importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

function files(house: House): string[] {
  return pathsBelow(house, 'generator').map((path) => path.slice('generator/'.length));
}

function wrongImports(house: House, isWrong: (one: Import) => boolean): string[] {
  return importsOf(house).filter(isWrong).map(shown);
}

/** The imports of packages, also under the names with a `#` that `package.json` gives them. */
function packagesOf(house: House): Import[] {
  return importsOf(house)
    .filter(({ to, isOwn }) => !isOwn && !to.startsWith('node:'))
    .map((found) => ({ ...found, to: found.to.replace(/^#/, '') }));
}

function shown({ from, to }: Import): string {
  return `generator/${from} imports ${to}`;
}

function isAllowed(from: string, to: string): boolean {
  return from === to || mayImport[from]?.includes(to) === true;
}

function roomOf(path: string): string {
  return path.split('/')[0] ?? '';
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Circular imports, one line for each circle. */
function circles(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const search = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) {
      found.push([...way.slice(way.indexOf(file)), file].map((one) => `generator/${one}`).join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const to of next.get(file) ?? []) search(to, [...way, file]);
    done.add(file);
  };
  for (const file of next.keys()) search(file, []);
  return found;
}

function reachedFrom(start: string, imports: readonly Import[]): Set<string> {
  const reached = new Set([start]);
  for (const file of reached) for (const { from, to, isOwn } of imports) if (from === file && isOwn) reached.add(to);
  return reached;
}
