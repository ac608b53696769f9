/** What the suite runs against. A new target is an entry here and an application beside the others. */
import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from '../../python/environment.js';
import { capabilities, type Capability, type Case, type Family, type Need } from './case.js';

export interface Target {
  readonly name: string;
  /** The framework's name in a spec; targets of one framework share its generated code. */
  readonly framework: string;
  readonly family: Family;
  /** Package that stands in for the framework's own name, where it is not itself. */
  readonly alias?: { readonly name: string; readonly installedAs: string };
  readonly can: readonly Capability[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const expressApp = fileURLToPath(new URL('../apps/express/main.ts', import.meta.url));
const honoApp = fileURLToPath(new URL('../apps/hono/main.ts', import.meta.url));
const fetchApp = fileURLToPath(new URL('../apps/fetch/main.ts', import.meta.url));
const node = [process.execPath, '--expose-gc', '--import', 'tsx'];

const all = Object.keys(capabilities) as Capability[];
const expressCan = all.filter((capability) => !['fetch-api', 'asgi-api'].includes(capability));

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

/** Why the targets that need Python are left out; nothing where they are not. */
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
    name: 'hono',
    framework: 'hono',
    family: 'fetch',
    can: [
      'fetch-api',
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

/** Those that `MWGEN_CONFORMANCE_TARGETS` can name: some are left out otherwise. */
export const targetsByName: readonly Target[] = [
  ...targets,
  ...onUvicorn('fastapi', 'h11'),
  ...onUvicorn('starlette', 'h11'),
];

/** A framework under uvicorn, with its usual parser or another; none without Python. */
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

/** Whether a case is run against a target: whether that has what the case needs. */
export function applies(one: Case, target: Target): boolean {
  const needs = one.needs === undefined ? [] : [one.needs].flat();
  const hooked = one.hooks === undefined || one.hooks[target.framework] !== undefined;
  return hooked && needs.every((need) => isMet(need, target));
}

function isMet(need: Need, { can }: Target): boolean {
  return need.startsWith('!') ? !can.includes(need.slice(1) as Capability) : can.includes(need as Capability);
}

/** Why a target is known to fail a case. */
export function exemptionOf({ exempt }: Case, { name, family }: Target): string | undefined {
  return exempt?.[name] ?? exempt?.[family];
}

/** The targets of this run: those that `MWGEN_CONFORMANCE_TARGETS` names, separated by commas; without it the usual ones. */
export function targetsAsked(): readonly Target[] {
  const asked = process.env['MWGEN_CONFORMANCE_TARGETS']?.split(',');
  return asked === undefined ? targets : targetsByName.filter(({ name }) => asked.includes(name));
}
