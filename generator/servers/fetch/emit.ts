/** The server interface of the Fetch API: a plan and a framework's frame in, the modules of an output out. */
import { stringLiteral } from '../../languages/typescript/literals.js';
import type { MiddlewarePlan, Plan } from '../../plan/plan.js';
import { emitModules } from '../typescript/emit.js';
import type { ModuleSet } from '../../languages/typescript/modules.js';
import type { TypeScriptServer } from '../typescript/server.js';
import { printBody } from './body.js';
import type { FetchFrame } from './frame.js';

export function emitFetch(plan: Plan, frame: FetchFrame): ModuleSet {
  return emitModules(plan, fetchServer(plan.middleware, frame));
}

function fetchServer(plans: readonly MiddlewarePlan[], frame: FetchFrame): TypeScriptServer {
  return {
    library: ['shared', 'disk', 'fetch', frame.library],
    holes: {
      ...frame.holes(plans),
      environmentVariable:
        '(globalThis as { readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> } }).process?.env?.[name]',
      randomUuid: 'crypto.randomUUID',
      bytesType: 'Uint8Array',
      base64Bytes: 'base64(bytes)',
      headerText: 'value',
      headersType: 'HeaderFields',
    },
    steps: 'typescript/fetch/steps',
    method: `${frame.request}.method`,
    scope: (moment) => ({
      requestMethod: `${frame.request}.method`,
      responseStatus: 'String(status)',
      requestHeader: (name) =>
        `requestHeader(${moment === 'request' ? 'headers' : `${frame.request}.headers`}, ${stringLiteral(name)})`,
    }),
    signature: {
      isAsync: true,
      parameters: frame.parameters,
      parameterTypes: frame.parameterTypes,
      returnType: () => frame.returnType,
      factory: frame.factory,
    },
    body: (parts) => printBody(parts, frame),
    startUp: ({ name, capture }) =>
      capture?.spill === undefined ? [] : [`requireDisk(${stringLiteral(`The middleware "${name}"`)});`],
    identifying: [],
    hooks: frame.hooks(plans.filter(({ features }) => features.includes('hooks'))),
    index: frame.index,
    externals: frame.externals,
    localNames: [...localNames, ...frame.localNames],
  };
}

const localNames = [
  ...['commitHead', 'headers', 'status', 'exchange', 'error', 'receivedHeaders', 'request', 'response', 'given'],
  ...[
    'Headers',
    'Request',
    'Response',
    'ReadableStream',
    'Uint8Array',
    'TextDecoder',
    'TextEncoder',
    'crypto',
    'Object',
  ],
];
