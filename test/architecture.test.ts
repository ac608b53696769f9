/**
 * The rules of the house, read from the imports: who may know whom, which package has which home, and what is absent where.
 * ARCHITECTURE.md names the test that holds each invariant.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, join, posix } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { projectMessages } from '../generator/diagnostics/project-messages.js';
import { featureNames } from '../generator/plan/plan.js';
import { targets } from '../generator/targets/index.js';
import { goldenFiles } from './goldens/files.js';
import { fixtureNames } from './goldens/produce.js';

const root = join(import.meta.dirname, '..');

interface Import {
  /** Relative to `generator/`. */
  readonly from: string;
  /** The same for a file of ours, else the package or Node's module, without its subpath. */
  readonly to: string;
  readonly isOwn: boolean;
  readonly isType: boolean;
}

const files = filesBelow('generator').map((path) => path.slice('generator/'.length));
const imports = files.flatMap(importsOf);

/** Which rooms a room may import from; itself goes without saying. Files of the top level are rooms of their own. */
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

/** What breaks a rule for the time being, each with its reason. One that is no longer needed fails. */
const tolerated: Readonly<Record<string, string>> = {};

/** Packages, and the only places that may name them. */
const homes: Readonly<Record<string, readonly string[]>> = {
  'ts-morph': ['languages/typescript/', 'servers/'],
  '@astral-sh/ruff-wasm-nodejs': ['languages/python/format.ts'],
  prettier: ['languages/typescript/format.ts', 'languages/typescript/project/prettier.ts'],
  handlebars: ['templates.ts'],
  yaml: ['spec/'],
  yargs: ['cli.ts'],
  zod: ['spec/', 'features/'],
  diff: ['workspace/diff.ts'],
};

describe('the architecture', () => {
  it('lets dependencies point one way', () => {
    const needless = new Set(Object.keys(tolerated));
    const wrong = imports.flatMap(({ from, to, isOwn }) => {
      const edge = `${roomOf(from)} -> ${roomOf(to)}`;
      if (!isOwn || roomOf(from) === roomOf(to) || mayImport[roomOf(from)]?.includes(roomOf(to)) === true) return [];
      return needless.delete(edge) || edge in tolerated ? [] : [`${from} imports ${to}`];
    });
    assert.deepEqual(wrong, []);
    assert.deepEqual(Array.from(needless), [], 'tolerated, but nothing needs it any more');
    assert.deepEqual(
      Object.keys(mayImport).sort(),
      Array.from(new Set(files.map(roomOf))).sort(),
      'a room without a rule',
    );
  });

  it('has no circle of files', () => {
    const values = imports.filter(({ isOwn, isType }) => isOwn && !isType);
    const edges = files.map((file): [string, Import[]] => [file, values.filter(({ from }) => from === file)]);
    assert.deepEqual(circle(new Map(edges)), []);
  });

  it('keeps targets apart: none knows another, a feature, or the spec', () => {
    const wrong = imports.filter(({ from, to, isOwn }) => {
      const own = /^targets\/[^/]+\//.exec(from)?.[0];
      if (own === undefined || !isOwn) return false;
      return (
        /^(?:features|spec|workspace|commands)\//.test(to) ||
        (to.startsWith('targets/') && !to.startsWith(own) && to !== 'targets/target.ts')
      );
    });
    assert.deepEqual(wrong, []);
  });

  it('lets plan know nobody but diagnostics', () => {
    const wrong = imports.filter(
      ({ from, to, isOwn }) => from.startsWith('plan/') && !(isOwn && /^(?:plan|diagnostics)\//.test(to)),
    );
    assert.deepEqual(wrong, []);
  });

  it('gives each package one home, and uses every one that is installed', () => {
    const packages = imports.filter(({ to, isOwn }) => !isOwn && !to.startsWith('node:'));
    const wrong = packages.filter(({ from, to }) => homes[to]?.some((home) => from.startsWith(home)) !== true);
    assert.deepEqual(wrong, []);
    const { dependencies } = JSON.parse(readText('package.json')) as { dependencies: Readonly<Record<string, string>> };
    assert.deepEqual(Array.from(new Set(packages.map(({ to }) => to))).sort(), Object.keys(dependencies).sort());
  });

  it('touches the disk in workspace/ alone', () => {
    const wrong = imports.filter(({ from, to }) => /^node:(?:fs|module)\b/.test(to) && !from.startsWith('workspace/'));
    assert.deepEqual(wrong, []);
  });

  it('calls nobody on the network and starts no process', () => {
    const wrong = imports.filter(({ to }) =>
      /^node:(?:http2?|https|net|tls|dgram|dns|child_process|cluster|worker_threads)\b/.test(to),
    );
    assert.deepEqual(wrong, []);
    assert.deepEqual(matches(filesBelow('generator'), /\bfetch\(|\bWebSocket\b/), []);
  });

  it('compiles without the disk, the clock, or the environment', () => {
    const pure = filesBelow('generator').filter((path) =>
      /\/(?:compile\.ts|spec\/|features\/|plan\/|servers\/|targets\/|languages\/)/.test(path),
    );
    // What stands in quotes is generated code.
    const impure = /^[^'"`]*(?:\bDate[.(]|\bprocess\.|\bMath\.random\b|\bperformance\.)/;
    assert.deepEqual(matches(pure, impure), []);
  });

  it('ends the process, prints and asks in cli.ts, the terminal and the prompt alone', () => {
    const others = filesBelow('generator').filter((path) => !/\/(?:cli|commands\/(?:terminal|prompt))\.ts$/.test(path));
    assert.deepEqual(matches(others, /^[^'"`]*(?:\bprocess\.(?:exit|exitCode|stdout|stderr)\b|\bconsole\.)/), []);
  });

  it('names no framework outside its own folders', () => {
    const known = targets.map(({ name }) => name);
    // One is called by a word that the platform and a server interface have too: as a framework's name it stands in quotes.
    const ownWords = known.filter((name) => !(name in globalThis));
    const names = new RegExp(
      `\\b(?:${[...ownWords, ...frameworksToCome].join('|')})\\b|(['"\`])(?:${known.join('|')})\\1`,
      'i',
    );
    const paths = [...filesBelow('generator'), ...filesBelow('templates')].filter((path) => {
      const folders = path.split('/').slice(0, -1);
      return !targets.some(({ name }) => folders.includes(name)) && path !== 'generator/targets/index.ts';
    });
    // The language's own description shows one to people.
    const shown = ['generator/spec/schema.ts', 'generator/spec/read-targets.ts'];
    // Helpers over ASGI are made with the toolkit that one target is named after, and that the other is built on.
    const isMadeWithOne = (path: string): boolean => /^templates\/python\/asgi\/\w+\.py$/.test(path);
    assert.deepEqual(
      matches(
        paths.filter((path) => !shown.includes(path) && !isMadeWithOne(path)),
        names,
      ),
      [],
    );
  });

  it('names no feature inside a target', () => {
    const words = featureNames.filter((name) => name !== 'headers').flatMap((name) => [name, name.replace(/s$/, '')]);
    const paths = filesBelow('generator/targets').filter((path) => path.split('/').length > 3);
    assert.ok(paths.length > 0);
    assert.deepEqual(matches(paths, new RegExp(`\\b(?:${words.join('|')})\\b`, 'i')), []);
  });

  it('keeps decisions out of templates: no comparison, no unknown helper', () => {
    const tag = /\{\{[#/]?\s*(?!(?:if|unless|each|else|lookup|this)\b)[\w-]+\s+[^=}\s]/;
    assert.deepEqual(matches(filesBelow('templates'), tag), []);
  });
});

describe('nothing is left lying about', () => {
  it('every helper template is in the output of some fixture', () => {
    const emitted = new Set(
      fixtureNames().flatMap((name) =>
        Array.from(goldenFiles(name).keys(), (path) => basename(path).replace(/\.\w+$/, '')),
      ),
    );
    // What the sources of helpers speak of, and no output has.
    const aside = ['facts.ts', 'facts.py', 'platform.ts', 'ruff.toml'];
    const helpers = filesBelow('templates').filter(
      (path) => !/\/(?:steps|course)\//.test(path) && !aside.includes(basename(path)) && !path.endsWith('.json'),
    );
    const unused = helpers.filter((path) => !emitted.has(basename(path).replace(/\.\w+$/, '')));
    assert.deepEqual(unused, []);
  });

  it('every step has its template, every template its step, and some fixture has it in its plan', () => {
    const planned = new Set<string>();
    for (const name of fixtureNames()) {
      const plan = goldenFiles(name).get('plan.json');
      if (plan === undefined) continue;
      const { middleware } = JSON.parse(plan) as { middleware: readonly PlannedSteps[] };
      for (const { request, head } of middleware) {
        for (const { op } of request) planned.add(`request/${op}`);
        for (const { op } of head) planned.add(`head/${op}`);
      }
    }
    const templates = filesBelow('templates')
      .flatMap((path) => /\/steps\/(.+)\.hbs$/.exec(path)?.[1] ?? [])
      .sort();
    const steps = Array.from(new Set(templates)).filter((step) => step !== 'request/appendCookie');
    // These two are part of the frame of a middleware, since what follows depends on them.
    const framed = ['request/assignRequestId', 'request/callHook'];
    assert.deepEqual(
      Array.from(planned)
        .filter((step) => !framed.includes(step))
        .sort(),
      steps,
    );
  });

  it('every message about a project or a call is asked for by a test', () => {
    const tests = ['test/cli', 'test/workspace'].flatMap(filesBelow).map(readText).join('\n').replaceAll('\\', '');
    const untested = Object.entries(projectMessages).filter(
      ([code, { text }]) =>
        !tests.includes(`'${code}'`) && !fixedWords(text as MessageText).some((words) => tests.includes(words)),
    );
    assert.deepEqual(
      untested.map(([code]) => code),
      [],
    );
  });

  it('no file suppresses a finding', () => {
    const own = ['generator', 'test', 'bench', 'demo'].flatMap(filesBelow).filter((path) => path.endsWith('.ts'));
    // In pieces, or this file would find itself.
    const words = new RegExp(
      [
        '@ts-' + '(?:ignore|expect-error|nocheck)',
        'eslint-' + 'disable',
        'biome-' + 'ignore',
        'prettier-' + 'ignore',
      ].join('|'),
    );
    assert.deepEqual(
      matches(
        own.filter((path) => !path.startsWith('test/quality/')),
        words,
      ),
      [],
    );
  });
});

type MessageText = (holes: unknown) => string;

/** Every three words that stand side by side in a message whatever its holes hold, or all where there are fewer. */
function fixedWords(text: MessageText): string[] {
  const hole = '\0';
  const pieces = text(new Proxy({}, { get: () => hole })).split(hole);
  return pieces.flatMap((piece) => {
    const words = piece.split(/\s+/).filter((word) => /\w/.test(word));
    return words.slice(2).map((_, index) =>
      words
        .slice(index, index + 3)
        .join(' ')
        .replace(/[.:,]$/, ''),
    );
  });
}

interface PlannedSteps {
  readonly request: readonly { readonly op: string }[];
  readonly head: readonly { readonly op: string }[];
}

/** Frameworks that are planned: their names have no place in the general rooms either. */
const frameworksToCome = ['fastify', 'koa', 'hono', 'nestjs', 'fastapi', 'starlette', 'flask', 'django', 'uvicorn'];

function roomOf(path: string): string {
  return path.split('/')[0] ?? '';
}

function importsOf(from: string): Import[] {
  const source = ts.createSourceFile(from, readText(`generator/${from}`), ts.ScriptTarget.ESNext, true);
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, isType: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const { text } = specifier;
    const isOwn = text.startsWith('.');
    const to = isOwn ? posix.join(posix.dirname(from), text).replace(/\.js$/, '.ts') : packageOf(text);
    found.push({ from, to, isOwn, isType });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    // What is loaded on demand is known all the same, but closes no circle.
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], true);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** A circle of imports as a list of files, or an empty list. */
function circle(edges: ReadonlyMap<string, readonly Import[]>): string[] {
  const done = new Set<string>();
  const search = (file: string, way: readonly string[]): string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { to } of edges.get(file) ?? []) {
      const found = search(to, [...way, file]);
      if (found.length > 0) return found;
    }
    done.add(file);
    return [];
  };
  for (const file of edges.keys()) {
    const found = search(file, []);
    if (found.length > 0) return found;
  }
  return [];
}

/** The lines that match, with their files. */
function matches(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    readText(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${String(index + 1)} ${line.trim()}`] : [])),
  );
}

function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === '.work' || entry.name === 'node_modules' ? [] : filesBelow(path);
      return [path];
    })
    .sort();
}

function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
