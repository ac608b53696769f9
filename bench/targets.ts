/** The frameworks that the benchmark knows, and the variants of middleware for each. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compile } from '../generator/index.js';
import { pythonEnvironment } from '../test/python/environment.js';
import type { Server } from './servers/application.js';

/** What a server process has in front of its routes. */
export interface Variant {
  readonly label: string;
  /** The middleware of a spec; without it, the application's own code says what the variant is. */
  readonly spec?: string;
}

const root = join(import.meta.dirname, '..');

export interface BenchTarget {
  readonly name: string;
  /** In the spec. */
  readonly framework: string;
  /** The module in `servers/`; without it, the server is Python's. */
  readonly server?: string;
}

export const bare: Variant = { label: 'no middleware' };
const bareAgain: Variant = { label: 'no middleware, again' };
const capture = 'request: true, response: true, sink: callback';
const ours: readonly Variant[] = [
  { label: 'timing, mwgen', spec: '{ timing: true }' },
  { label: 'timing, id, one exclusion, mwgen', spec: '{ timing: true, requestId: true, exclude: [/healthz] }' },
  { label: 'capture, mwgen', spec: `{ capture: { ${capture} } }` },
  { label: 'capture and JSON redaction, mwgen', spec: `{ capture: { ${capture}, redact: { json: [password] } } }` },
  { label: 'capture of failures, mwgen', spec: `{ capture: { ${capture}, statuses: [5xx] } }` },
];
const pythonOthers = [
  'timing, by hand',
  "timing, the tutorial's",
  'capture, by hand',
  "capture, the answer's option 1",
  "capture, the answer's option 2",
];

export const targets: readonly BenchTarget[] = [
  { name: 'express', framework: 'express', server: 'express' },
  { name: 'fastify', framework: 'fastify', server: 'fastify' },
  { name: 'koa', framework: 'koa', server: 'koa' },
  { name: 'nestjs', framework: 'nestjs', server: 'nestjs-express' },
  { name: 'nestjs-fastify', framework: 'nestjs', server: 'nestjs-fastify' },
  { name: 'node', framework: 'node', server: 'node' },
  { name: 'hono', framework: 'hono', server: 'hono' },
  { name: 'fetch', framework: 'fetch', server: 'fetch' },
  { name: 'fastapi', framework: 'fastapi' },
  { name: 'starlette', framework: 'starlette' },
];

/** The bare application twice, then by subject: what is by hand or a package's, and ours. */
export async function variantsOf({ server }: BenchTarget): Promise<readonly Variant[]> {
  const others = server === undefined ? pythonOthers : Object.keys((await serverModule(server)).server.others);
  const subjects = [...others.map((label): Variant => ({ label })), ...ours];
  const about = (word: string): Variant[] => subjects.filter(({ label }) => label.startsWith(word));
  return [bare, bareAgain, ...about('timing'), ...about('capture'), ...about('no bodies')];
}

async function serverModule(name: string): Promise<{ readonly server: Server<unknown, unknown> }> {
  return (await import(`./servers/${name}.js`)) as { readonly server: Server<unknown, unknown> };
}

/** Writes the middleware of a variant below `work` and returns the command that starts its server. */
export async function commandOf(target: BenchTarget, variant: Variant, work: string): Promise<readonly string[]> {
  const words = [target.server ?? target.framework, variant.label];
  if (variant.spec !== undefined) words.push(await generate(target, variant.spec, work));
  if (target.server !== undefined) return [process.execPath, '--expose-gc', builtServer(), ...words];
  const environment = pythonEnvironment();
  if (environment.kind === 'missing') throw new Error(`${target.name} is not measured: ${environment.reason}`);
  return [environment.python, join(import.meta.dirname, 'python', 'server.py'), ...words];
}

/**
 * Compiles the servers as an application is, and returns the main module. With a loader such as tsx they would be slower:
 * it keeps the names of functions by a call for each closure.
 */
function builtServer(): string {
  const folder = join(import.meta.dirname, '.work', 'servers');
  if (!isBuilt) {
    rmSync(folder, { recursive: true, force: true });
    const options = [
      '--outDir',
      folder,
      '--rootDir',
      root,
      '--noEmit',
      'false',
      '--noCheck',
      '-p',
      'bench/tsconfig.json',
    ];
    const { status, stdout } = spawnSync('npx', ['tsc', ...options], { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(stdout);
    isBuilt = true;
  }
  return join(folder, 'bench', 'servers', 'main.js');
}

let isBuilt = false;

/** The index module that stands for the spec, or the folder of the Python package. */
async function generate({ name, framework, server }: BenchTarget, spec: string, work: string): Promise<string> {
  const folder = `${name}_${String((made += 1))}`.replaceAll('-', '_');
  const language = server === undefined ? '' : 'language: javascript, ';
  const text = `version: 1\ntargets: [{ framework: ${framework}, ${language}output: ${folder} }]\nmiddleware:\n  measured: ${spec}\n`;
  const settings = { importExtension: '.js', prettier: {}, ruff: {} } as const;
  const { targets: outputs, diagnostics } = await compile(text, { file: 'mwgen.yaml', settings: () => settings });
  const files = outputs.flatMap((output) => output.files);
  if (files.length === 0) throw new Error(JSON.stringify(diagnostics));
  for (const { path, text: code } of files) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), code);
  }
  writeFileSync(join(work, 'package.json'), '{ "type": "module" }\n');
  return server === undefined ? join(work, folder) : join(work, folder, 'index.js');
}

let made = 0;
