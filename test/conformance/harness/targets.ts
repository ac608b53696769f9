/** The targets of the suite. To add one, add an entry here and an application beside the others. */
import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from '../../python/environment.js';
import { capabilities, type Capability, type Case, type Family, type Need } from './case.js';

export interface Target {
  readonly name: string;
  /** The name of the framework in a spec. Targets of the same framework share the generated code. */
  readonly framework: string;
  readonly family: Family;
  /** The package that is used under the framework's name, if it is not the framework itself. */
  readonly alias?: { readonly name: string; readonly installedAs: string };
  /** How plain JavaScript is loaded, for targets that get it instead of TypeScript. */
  readonly plain?: 'esm' | 'commonjs';
  readonly can: readonly Capability[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const expressApp = fileURLToPath(new URL('../apps/express/main.ts', import.meta.url));
const listenerApp = fileURLToPath(new URL('../apps/listener/main.ts', import.meta.url));
const koaApp = fileURLToPath(new URL('../apps/koa/main.ts', import.meta.url));
const fastifyApp = fileURLToPath(new URL('../apps/fastify/main.ts', import.meta.url));
const nestApp = fileURLToPath(new URL('../apps/nestjs/main.ts', import.meta.url));
const honoApp = fileURLToPath(new URL('../apps/hono/main.ts', import.meta.url));
const fetchApp = fileURLToPath(new URL('../apps/fetch/main.ts', import.meta.url));
/** `MWGEN_CONFORMANCE_NODE`: another version of Node for the servers, which `npm run javascript:versions` sets. */
const node = [process.env['MWGEN_CONFORMANCE_NODE'] ?? process.execPath, '--expose-gc', '--import', 'tsx'];

const all = Object.keys(capabilities) as Capability[];
const expressCan = all.filter(
  (capability) => !['fetch-api', 'asgi-api', 'koa-api', 'fastify-api'].includes(capability),
);

/** What every framework can do whose handlers get Node's request and response. */
const nodeCan: readonly Capability[] = [
  'node-api',
  'body-parsers',
  'head-length',
  'get-bodies',
  'raw-targets',
  'separate-header-lines',
  'break-off',
  'steady-framing',
  'encoded-slashes',
  'early-aborts',
  'errors-keep-alive',
  'half-open',
  'pipelining',
  'upgrade',
];

const asgiCan: readonly Capability[] = [
  'asgi-api',
  'routers',
  'sub-apps',
  'rewrites',
  'file-serving',
  'file-validators',
  'ranges',
  'head-length',
  'get-bodies',
  'raw-targets',
  'separate-header-lines',
  'steady-framing',
];
const python = pythonEnvironment();

/** The reason why targets that need Python are skipped; `undefined` if they are not. */
export const leftOut = python.kind === 'missing' ? `fastapi and starlette: ${python.reason}` : undefined;

export const targets: readonly Target[] = [
  {
    name: 'express5',
    framework: 'express',
    family: 'node',
    can: expressCan,
    command: [...node, expressApp],
    environment: { NODE_ENV: 'production', CONFORMANCE_EXPRESS: 'express' },
  },
  {
    name: 'express4',
    framework: 'express',
    family: 'node',
    alias: { name: 'express', installedAs: 'express4' },
    can: expressCan,
    command: [...node, expressApp],
    environment: { NODE_ENV: 'production', CONFORMANCE_EXPRESS: 'express4' },
  },
  {
    name: 'node',
    framework: 'node',
    family: 'node',
    can: nodeCan,
    command: [...node, listenerApp],
    environment: { NODE_ENV: 'production' },
  },
  {
    name: 'koa',
    framework: 'koa',
    family: 'node',
    can: [...nodeCan, 'koa-api', 'rewrites'],
    command: [...node, koaApp],
    environment: { NODE_ENV: 'production' },
  },
  {
    name: 'fastify',
    framework: 'fastify',
    family: 'node',
    can: [...nodeCan, 'fastify-api', 'routers', 'rewrites'],
    command: [...node, fastifyApp],
    environment: { NODE_ENV: 'production' },
  },
  {
    name: 'hono',
    framework: 'hono',
    family: 'fetch',
    can: [
      'fetch-api',
      'break-off',
      'routers',
      'sub-apps',
      'file-serving',
      'ranges',
      'encoded-slashes',
      'early-aborts',
      'errors-keep-alive',
      'half-open',
      'pipelining',
    ],
    command: [...node, honoApp],
    environment: { NODE_ENV: 'production' },
  },
  {
    name: 'fetch',
    framework: 'fetch',
    family: 'fetch',
    can: ['fetch-api', 'break-off', 'encoded-slashes', 'early-aborts', 'errors-keep-alive', 'half-open', 'pipelining'],
    command: [...node, fetchApp],
    environment: { NODE_ENV: 'production' },
  },
  ...onUvicorn('fastapi'),
  ...onUvicorn('starlette'),
];

/** The earlier major version of Koa. `npm run conformance:koa2` runs all cases on it. */
const koa2Targets: readonly Target[] = targets
  .filter(({ name }) => name === 'koa')
  .map((koa) => ({
    ...koa,
    name: 'koa2',
    alias: { name: 'koa', installedAs: 'koa2' },
    environment: { ...koa.environment, CONFORMANCE_KOA: 'koa2' },
  }));

/** NestJS on its two adapters. `npm run conformance:nestjs` runs all cases on both. */
const nestTargets: readonly Target[] = [
  { adapter: 'express', more: ['rewrites'] as const },
  { adapter: 'fastify', more: [] },
].map(({ adapter, more }) => ({
  name: `nestjs-${adapter}`,
  framework: 'nestjs',
  family: 'node',
  can: [...nodeCan, ...more],
  command: [...node, nestApp],
  environment: { NODE_ENV: 'production', CONFORMANCE_ADAPTER: adapter },
}));

/** The targets whose code is JavaScript. `npm run conformance:javascript` runs all cases on the first two. */
const plainTargets: readonly Target[] = [
  ...inJavaScript('express4', 'commonjs'),
  ...inJavaScript('fastify', 'esm'),
  ...inJavaScript('node', 'commonjs'),
  ...inJavaScript('koa', 'esm'),
  ...inJavaScript('hono', 'esm'),
  ...inJavaScript('nestjs-express', 'commonjs'),
];

function inJavaScript(name: string, plain: 'esm' | 'commonjs'): Target[] {
  return [...targets, ...nestTargets]
    .filter((target) => target.name === name)
    .map((target) => ({ ...target, name: `${name}-${plain}`, plain }));
}

/** The targets on which `npm test` plays only a sample of the cases. */
export const sampledTargets: readonly Target[] = [...plainTargets, ...nestTargets, ...koa2Targets];

/** Targets that `MWGEN_CONFORMANCE_TARGETS` can name. Some are not part of the usual run. */
export const targetsByName: readonly Target[] = [
  ...targets,
  ...sampledTargets,
  ...onUvicorn('fastapi', 'h11'),
  ...onUvicorn('starlette', 'h11'),
];

/** A framework on uvicorn with its default parser or another one; empty if there is no Python. */
function onUvicorn(framework: string, parser?: string): Target[] {
  if (python.kind === 'missing') return [];
  return [
    {
      name: parser === undefined ? framework : `${framework}-${parser}`,
      framework,
      family: 'asgi',
      can: asgiCan,
      command: [python.python, fileURLToPath(new URL(`../apps/python/${framework}_app.py`, import.meta.url))],
      environment: { PYTHONDONTWRITEBYTECODE: '1', CONFORMANCE_HTTP: parser ?? 'httptools' },
    },
  ];
}

/** Whether a case runs on a target, which depends on its needs. */
export function applies(one: Case, target: Target): boolean {
  const needs = one.needs === undefined ? [] : [one.needs].flat();
  const hooked = one.hooks === undefined || one.hooks[target.framework] !== undefined;
  return hooked && needs.every((need) => isMet(need, target));
}

function isMet(need: Need, { can }: Target): boolean {
  return need.startsWith('!') ? !can.includes(need.slice(1) as Capability) : can.includes(need as Capability);
}

/** The reason why a target is known to fail a case. */
export function exemptionOf({ exempt }: Case, { name, family, plain }: Target): string | undefined {
  const usual = plain === undefined ? name : name.slice(0, -plain.length - 1);
  return exempt?.[usual] ?? exempt?.[family];
}

/** Read at each call, because `npm run case` sets it. */
const asked = (): readonly string[] | undefined => process.env['MWGEN_CONFORMANCE_TARGETS']?.split(',');

/** Whether the run names its targets. Otherwise, tests that take long and hardly differ by target use a part of them. */
export const isThorough = asked() !== undefined;

/**
 * The targets of this run, separated by commas in `MWGEN_CONFORMANCE_TARGETS`; `all` stands for the usual ones. Default:
 * the usual ones.
 */
export function targetsAsked(): readonly Target[] {
  const named = asked();
  if (named === undefined) return targets;
  const isUsual = (target: Target): boolean => named.includes('all') && targets.includes(target);
  return targetsByName.filter((target) => isUsual(target) || named.includes(target.name));
}
