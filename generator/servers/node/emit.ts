/** The server interface of Node's HTTP server: a plan and a framework's frame in, the modules of an output out. */
import { dataLiteral, identifier } from '../../languages/typescript/literals.js';
import type { Externals, ModuleDraft } from '../../languages/typescript/modules.js';
import { textualContentTypes } from '../../plan/content-types.js';
import type { HookName, Plan } from '../../plan/plan.js';
import { render, templatesIn } from '../../templates.js';
import type { NodeFrame } from './frame.js';
import { hooksModule, hooksStub } from './hooks.js';
import { indexModule } from './index-module.js';
import { hooksOf, middlewareModule, optionsOf } from './middleware.js';
import type { OptionName } from './middleware.js';
import { optionsModule } from './options.js';
import { helperUses } from './uses.js';

export interface NodeModules {
  readonly drafts: readonly ModuleDraft[];
  /** The drafts that become the user's own, with the names that the others need of them. */
  readonly stubs: ReadonlyMap<string, readonly HookName[]>;
  readonly externals: Externals;
}

export function emitNode(plan: Plan, frame: NodeFrame): NodeModules {
  const helpers = helperUses(plan.middleware);
  const context = {
    ...helpers,
    environmentVariable: 'process.env[name]',
    randomUuid: 'randomUUID',
    textualTypes: dataLiteral(textualContentTypes),
  };
  const library = ['shared', 'node'].flatMap((folder) =>
    templatesIn(`typescript/${folder}`)
      .filter((name) => !(folder === 'node' && name === 'middleware'))
      .map((name): ModuleDraft => ({
        name: `internal/${name}`,
        role: 'library',
        statements: [render(`typescript/${folder}/${name}`, context)],
      })),
  );
  const taken = new Set([
    ...exportedNames(library),
    ...Object.keys(frame.externals),
    ...Object.keys(nodeExternals),
    ...localNames,
  ]);
  const allOptions = optionNames.filter((name) =>
    plan.middleware.some((middleware) => optionsOf(middleware).includes(name)),
  );
  const modules = plan.middleware.map((middleware) => {
    const factory = identifier(middleware.name, taken);
    taken.add(factory);
    return { plan: middleware, ...middlewareModule(middleware, plan.spec, frame, helpers, factory, allOptions) };
  });
  const stubs = plan.middleware.filter((middleware) => hooksOf(middleware).length > 0);
  return {
    drafts: [
      indexModule(modules, frame, allOptions),
      ...modules.map(({ draft }) => draft),
      ...stubs.map((middleware) => hooksStub(middleware)),
      ...library,
      optionsModule(allOptions),
      hooksModule(frame),
    ],
    stubs: new Map(stubs.map((middleware) => [`${middleware.name}.hooks`, hooksOf(middleware)])),
    externals: { ...nodeExternals, ...frame.externals },
  };
}

const optionNames: readonly OptionName[] = ['onCapture', 'generateRequestId', 'onError'];

/** Names inside generated functions that a middleware must not be called by. */
const localNames = [
  ...[
    'MiddlewareOptions',
    'registerMiddleware',
    'app',
    'options',
    'report',
    'outlet',
    'req',
    'res',
    'next',
    'path',
    'query',
  ],
  ...[
    'started',
    'elapsed',
    'capture',
    'captureSettings',
    'included',
    'excluded',
    'chunk',
    'encoding',
    'outcome',
    'received',
  ],
  ...[
    'isTimed',
    'isIdentified',
    'isEdited',
    'isCaptured',
    'isHooked',
    'requestId',
    'generateRequestId',
    'before',
    'after',
    'done',
  ],
  ...[
    'process',
    'performance',
    'console',
    'globalThis',
    'Buffer',
    'Set',
    'String',
    'Date',
    'Math',
    'Error',
    'Promise',
    'Map',
  ],
];

function exportedNames(drafts: readonly ModuleDraft[]): string[] {
  const pattern = /^export (?:async )?(?:function|class|interface|type|const) (\w+)/gm;
  return drafts.flatMap(({ statements }) =>
    [...statements.join('\n').matchAll(pattern)].flatMap(([, name]) => name ?? []),
  );
}

const nodeExternals: Externals = {
  ...names('node:crypto', ['randomUUID']),
  ...names('node:fs/promises', ['FileHandle', 'mkdir', 'mkdtemp', 'open', 'rm']),
  ...names('node:http', ['IncomingMessage', 'OutgoingHttpHeader', 'OutgoingHttpHeaders', 'ServerResponse']),
  ...names('node:net', ['Socket']),
  ...names('node:os', ['tmpdir']),
  ...names('node:path', ['join']),
  ...names('node:zlib', [
    'Gunzip',
    'Inflate',
    'InflateRaw',
    'constants',
    'createGunzip',
    'createInflate',
    'createInflateRaw',
  ]),
  ...names('@opentelemetry/api', ['Attributes', 'Context', 'context']),
  ...names('@opentelemetry/api-logs', ['SeverityNumber', 'logs']),
};

function names(module: string, symbols: readonly string[]): Externals {
  return Object.fromEntries(symbols.map((symbol) => [symbol, module]));
}
