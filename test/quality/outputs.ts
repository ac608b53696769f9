/**
 * Writes the generated code of all good fixtures, and of some additional specs, into one work folder, so that each tool
 * needs to run only once. Each case is a folder with an application that mounts the output as `init` suggests. The
 * applications have different formatting settings.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { compile, type GeneratedFile, type TargetOutput, type TargetSettings } from '../../generator/index.js';
import { fixtureKind, fixtureNames, fixtureSpec } from '../goldens/produce.js';

const root = join(import.meta.dirname, '..', '..');

/** The work folder, which is not under version control. */
export const workFolder = join(root, '.work', 'quality');

export interface Case {
  /** The name of the fixture, or of the spec in this folder, and of the folder in `esm/`. */
  readonly name: string;
  readonly files: readonly GeneratedFile[];
}

/** The formatting settings of the applications, used in turn. */
const layouts: readonly Readonly<Record<string, unknown>>[] = [
  { singleQuote: true, printWidth: 120 },
  {},
  { semi: false, useTabs: true, trailingComma: 'none', arrowParens: 'avoid', objectWrap: 'collapse' },
];

/** Compiles all cases and writes them to `<work>/esm/<case>/`, and again for CommonJS to `<work>/commonjs/`. */
export async function writeCases(): Promise<Case[]> {
  rmSync(workFolder, { recursive: true, force: true });
  const cases: Case[] = [];
  for (const [index, { name, text, file }] of specs().entries()) {
    const prettier = layouts[index % layouts.length] ?? {};
    const settings: TargetSettings = { importExtension: '.js', prettier };
    const compiled = await compile(text, { file, settings: () => settings });
    const { plan, diagnostics } = compiled;
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (plan === undefined || errors.length > 0) throw new Error(`${name} does not compile: ${JSON.stringify(errors)}`);
    // Python has separate tests.
    const targets = compiled.targets.filter(({ files }) => files.every(({ path }) => path.endsWith('.ts')));
    if (targets.length === 0) continue;
    const files = targets.flatMap((target) => target.files);
    cases.push({ name, files });
    write(join('esm', name, '.prettierrc.json'), `${JSON.stringify(prettier)}\n`);
    for (const kind of ['esm', 'commonjs']) {
      for (const output of files) write(join(kind, name, output.path), output.text);
      for (const [path, app] of applications(targets)) write(join(kind, name, path), app);
    }
  }
  await writeExtensions();
  // The latest type declarations of Node, in the folder where a program looks for types first.
  mkdirSync(join(workFolder, 'types-newest'), { recursive: true });
  symlinkSync(join(root, 'node_modules', '@types', 'node-latest'), join(workFolder, 'types-newest', 'node'), 'dir');
  // So that the applications' settings apply instead of those of this repository.
  write('.editorconfig', 'root = true\n');
  write('esm/package.json', '{ "type": "module" }\n');
  for (const kind of ['commonjs', 'commonjs-js']) write(`${kind}/package.json`, '{ "type": "commonjs" }\n');
  return cases;
}

/** Writes the largest spec with the other two import extensions to `<work>/extensions/`. */
async function writeExtensions(): Promise<void> {
  const text = readFileSync(join(import.meta.dirname, 'specs', 'all-together.yaml'), 'utf8');
  const extensions = { ts: '.ts', none: '' } as const;
  for (const [name, importExtension] of Object.entries(extensions)) {
    const { targets } = await compile(text, {
      file: 'mwgen.yaml',
      settings: () => ({ importExtension, prettier: {} }),
    });
    for (const { path, text: code } of targets.flatMap(({ files }) => files)) {
      write(join('extensions', name, path), code);
    }
  }
  write('extensions/package.json', '{ "type": "module" }\n');
}

interface Spec {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/** The cases without errors, each with all frameworks of the language. */
function specs(): Spec[] {
  const good = fixtureNames().filter((name) => fixtureKind(name) !== 'error');
  const own = readdirSync(join(import.meta.dirname, 'specs')).sort();
  const all = [
    ...good.map((name): Spec => {
      const path = fixtureSpec(name);
      return { name, file: basename(path), text: readFileSync(path, 'utf8') };
    }),
    ...own.map((name): Spec => ({
      name: name.replace('.yaml', ''),
      file: 'mwgen.yaml',
      text: readFileSync(join(import.meta.dirname, 'specs', name), 'utf8'),
    })),
  ];
  const others = ['hono', 'fetch'].flatMap((framework) =>
    all
      .filter(({ text }) => !text.includes(`framework: ${framework}`) && text.split('express').length === 2)
      .map(({ name, file, text }): Spec => {
        const named = text.replace(/(framework"?: *"?)express\b/, `$1${framework}`);
        return { name: `${name}-${framework}`, file, text: named };
      }),
  );
  const onNode = ['koa', 'fastify', 'nestjs', 'node'].flatMap((framework) =>
    own.map((name): Spec => {
      const text = readFileSync(join(import.meta.dirname, 'specs', name), 'utf8');
      const named = text.replace(/(framework: *)express\b/, `$1${framework}`);
      return { name: `${name.replace('.yaml', '')}-${framework}`, file: 'mwgen.yaml', text: named };
    }),
  );
  return [...all, ...others, ...onNode];
}

const http2Imports =
  "import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';";

/** The code before the mount lines of each framework, and the code that exports the application. */
const hosts: Readonly<Record<string, readonly [before: string, after: string]>> = {
  express: ["import express, { type Express } from 'express';", 'export const app: Express = express();'],
  fastify: [
    "import { fastify, type FastifyBaseLogger, type FastifyInstance, type FastifyTypeProvider } from 'fastify';",
    'export const app: FastifyInstance = fastify();',
  ],
  nestjs: ["import type { INestApplication } from '@nestjs/common';", 'declare const app: INestApplication;'],
  koa: ["import Koa from 'koa';", 'export const app: Koa = new Koa();'],
  hono: ["import { Hono } from 'hono';", 'export const app: Hono = new Hono();'],
  node: [
    ["import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';", http2Imports].join('\n'),
    'const listener = (req: IncomingMessage, res: ServerResponse): void => void res.end(req.url);',
  ],
  fetch: ['', 'const handler = (): Response => new Response();'],
};

/** A handler of each framework that reads the request ID with the expression that users are shown. */
const readers: Readonly<Record<string, (expression: string) => string>> = {
  express: (id) => `app.get('/id', (req, res) => {\n  const id: string | undefined = ${id};\n  res.json({ id });\n});`,
  fastify: (id) => `app.get('/id', (request) => {\n  const id: string | undefined = ${id};\n  return { id };\n});`,
  koa: (id) => `app.use((ctx) => {\n  const id: string | undefined = ${id};\n  ctx.body = { id };\n});`,
  nestjs: (decorated) => `export const decorator: ParameterDecorator = ${/\w+\(\)/.exec(decorated)?.[0] ?? ''};`,
  hono: (id) => `app.get('/id', (c) => {\n  const id: string | undefined = ${id};\n  return c.json({ id });\n});`,
  node: (id) => `export const idOf = (req: IncomingMessage): string | undefined => ${id};`,
  fetch: (id) => `export const idOf = (request: Request): string | undefined => ${id};`,
};

/** The types of wrapped handlers, and code that uses them. */
const servedAs: Readonly<Record<string, string>> = {
  node: '(req: IncomingMessage, res: ServerResponse) => unknown',
  fetch: '(request: Request) => Promise<Response>',
};
const uses: Readonly<Record<string, readonly string[]>> = {
  fastify: [
    'const options = { onCapture: console.log };',
    'interface OwnLogger extends FastifyBaseLogger { readonly own: string }',
    'interface OwnProvider extends FastifyTypeProvider { readonly own: string }',
    'export function mount(loggerInstance: OwnLogger): void {',
    '  registerMiddleware(fastify({ http2: true }), options);',
    '  registerMiddleware(fastify({ loggerInstance }), options);',
    '  registerMiddleware(fastify().withTypeProvider<OwnProvider>(), options);',
    '  app.register((child, _options, done) => {',
    '    registerMiddleware(child, options);',
    '    done();',
    '  });',
    '}',
  ],
  node: [
    'createServer(served);',
    'const options = { onCapture: console.log };',
    'createServer(withMiddleware((req, res) => res.end(req.httpVersion + String(res.writableEnded)), options));',
    'createHttp2Server(',
    '  withMiddleware((req: Http2ServerRequest, res: Http2ServerResponse) => res.end(req.scheme), options),',
    ');',
  ],
};

/** For each output, an application that mounts it with exactly the lines that users are shown. */
function applications(targets: readonly TargetOutput[]): [path: string, text: string][] {
  return targets.map(({ framework, output, mount }, index) => {
    const host = hosts[framework];
    if (host === undefined) throw new Error(`There is no application for ${framework} here.`);
    const { callLine: call, requestId } = mount;
    const imports = [
      mount.importLine,
      ...(requestId?.imported === undefined ? [] : [mount.importLine.replace(/\{.*\}/, `{ ${requestId.imported} }`)]),
    ];
    const isApplication = call.startsWith('const app =');
    const left =
      call.startsWith('const ') && !isApplication
        ? `export ${call.replace(/^const (\w+) =/, `const $1: ${servedAs[framework] ?? ''} =`)}`
        : call;
    const lines = [host[0], ...imports, '', ...(isApplication ? [] : [host[1]]), left, ...(uses[framework] ?? [])];
    if (requestId !== undefined) lines.push('', readers[framework]?.(requestId.expression) ?? '');
    return [posix.join(posix.dirname(output), `app${String(index)}.ts`), `${lines.join('\n')}\n`];
  });
}

function write(path: string, text: string): void {
  const place = join(workFolder, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
}
