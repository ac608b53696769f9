/**
 * The generated code of every good fixture, and of a few specs more, side by side in one work folder, so that each tool has
 * to run only once. Each case is a folder with an application that mounts it as `init` says; layouts rotate.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { compile, type GeneratedFile, type TargetOutput, type TargetSettings } from '../../generator/index.js';
import type { Plan } from '../../generator/plan/plan.js';
import { fixtureKind, fixtureNames, fixtureSpec } from '../goldens/produce.js';

const root = join(import.meta.dirname, '..', '..');

/** The work folder; nothing in it is checked in. */
export const workFolder = join(root, '.work', 'quality');

export interface Case {
  /** A fixture's name, or that of a spec of this folder: the name of its folder below `esm/`. */
  readonly name: string;
  readonly files: readonly GeneratedFile[];
}

/** Applications differ in how they lay code out, and the output has to follow. */
const layouts: readonly Readonly<Record<string, unknown>>[] = [
  { singleQuote: true, printWidth: 120 },
  {},
  { semi: false, useTabs: true, trailingComma: 'none', arrowParens: 'avoid', objectWrap: 'collapse' },
];

/** Compiles every case and writes it to `<work>/esm/<case>/`; the same files again, for CommonJS, to `<work>/commonjs/`. */
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
    // The bar for Python has a test of its own.
    const targets = compiled.targets.filter(({ files }) => files.every(({ path }) => path.endsWith('.ts')));
    if (targets.length === 0) continue;
    const files = targets.flatMap((target) => target.files);
    cases.push({ name, files });
    write(join('esm', name, '.prettierrc.json'), `${JSON.stringify(prettier)}\n`);
    for (const kind of ['esm', 'commonjs']) {
      for (const output of files) write(join(kind, name, output.path), output.text);
      for (const [path, app] of applications(targets, plan)) write(join(kind, name, path), app);
    }
  }
  await writeExtensions();
  // The newest types of Node, where a program looks for types first.
  mkdirSync(join(workFolder, 'types-newest'), { recursive: true });
  symlinkSync(join(root, 'node_modules', '@types', 'node-latest'), join(workFolder, 'types-newest', 'node'), 'dir');
  // The applications are laid out as their own settings say, and not as this repository is.
  write('.editorconfig', 'root = true\n');
  write('esm/package.json', '{ "type": "module" }\n');
  for (const kind of ['commonjs', 'commonjs-js']) write(`${kind}/package.json`, '{ "type": "commonjs" }\n');
  return cases;
}

/** The largest spec once more under the other two import extensions, in `<work>/extensions/`. */
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

/** Good cases are those whose name promises no error; each for every framework of the language. */
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
  const onNode = ['koa', 'fastify'].flatMap((framework) =>
    own.map((name): Spec => {
      const text = readFileSync(join(import.meta.dirname, 'specs', name), 'utf8');
      const named = text.replace(/(framework: *)express\b/, `$1${framework}`);
      return { name: `${name.replace('.yaml', '')}-${framework}`, file: 'mwgen.yaml', text: named };
    }),
  );
  return [...all, ...others, ...onNode];
}

/** What stands before the lines that mount an output, and how the application gets out of its module. */
const hosts: Readonly<Record<string, readonly [before: string, after: string]>> = {
  express: ["import express, { type Express } from 'express';", 'export const app: Express = express();'],
  fastify: [
    "import { fastify, type FastifyInstance } from 'fastify';",
    'export const app: FastifyInstance = fastify();',
  ],
  koa: ["import Koa from 'koa';", 'export const app: Koa = new Koa();'],
  hono: ["import { Hono } from 'hono';", 'export const app: Hono = new Hono();'],
  fetch: ['', 'const handler = (): Response => new Response();'],
};

/** An application per output that mounts it by the very lines that people are shown. */
function applications(targets: readonly TargetOutput[], plan: Plan): [path: string, text: string][] {
  const needsCallback = plan.middleware.some(({ capture }) => capture?.sink === 'callback');
  return targets.map(({ framework, output, mount }, index) => {
    const host = hosts[framework];
    if (host === undefined) throw new Error(`There is no application for ${framework} here.`);
    const call = needsCallback
      ? mount.callLine.replace(/\((\w+)\);$/, '($1, { onCapture: console.log });')
      : mount.callLine;
    const left = call.startsWith('const ')
      ? `export ${call.replace(/^const (\w+) =/, 'const $1: (request: Request) => Promise<Response> =')}`
      : call;
    const lines = [host[0], mount.importLine, '', host[1], left];
    return [posix.join(posix.dirname(output), `app${String(index)}.ts`), `${lines.join('\n')}\n`];
  });
}

function write(path: string, text: string): void {
  const place = join(workFolder, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
}
