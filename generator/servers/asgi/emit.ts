/** The server interface of ASGI: a plan and a framework's frame in, the modules of an output out. */
import { Symbols } from '../../languages/names.js';
import { docstring, stringLiteral } from '../../languages/python/literals.js';
import type { PythonModules } from '../../languages/python/emit.js';
import type { PythonDraft, PythonExternals } from '../../languages/python/modules.js';
import { fileScope, moduleName, pascalCase } from '../../languages/python/names.js';
import { textualContentTypes } from '../../plan/content-types.js';
import { hooksOf } from '../../plan/facts.js';
import type { MiddlewarePlan, Plan } from '../../plan/plan.js';
import { render, templatesIn } from '../../templates.js';
import { helperUses, isAlwaysCaptured } from '../../plan/uses.js';
import type { AsgiFrame } from './frame.js';
import { hooksModuleName, hooksStub } from '../python/hooks.js';
import { indexModule } from './index-module.js';
import { changesHead, isFollowedForRecord } from './forms.js';
import { middlewareModule } from './middleware.js';
import type { MiddlewareClass } from './middleware.js';
import { optionsModule } from '../python/options.js';

export function emitAsgi(plan: Plan, frame: AsgiFrame): PythonModules {
  const helpers = helperUses(plan.middleware);
  const context = {
    routes: helpers.routes,
    uses: {
      ...helpers.uses,
      ...exchangeUses(plan.middleware),
      capture: plan.middleware.some(({ capture }) => capture !== undefined),
      readsDisclosure: helpers.uses.redactJson || helpers.uses.decompress,
    },
    application: frame.application,
    textualTypes: textualContentTypes.map(stringLiteral).join(', '),
  };
  const library = ['shared', 'asgi'].flatMap((folder) =>
    templatesIn(`python/${folder}`).map((name) => libraryModule(name, render(`python/${folder}/${name}`, context))),
  );
  const symbols = new Symbols();
  const stubs = plan.middleware.filter((middleware) => hooksOf(middleware).length > 0);
  const modules = classesOf(plan.middleware, symbols, stubs.map(hooksModuleName));
  return {
    drafts: [
      indexModule(modules, frame),
      ...modules.map((module) => middlewareModule(module, { spec: plan.spec, helpers, symbols })),
      ...stubs.map(hooksStub),
      ...library,
      optionsModule(plan.middleware),
      { name: '_internal/__init__', role: 'entry', doc: docstring('Helpers of the middleware beside.'), code: '' },
    ],
    stubs: new Map(stubs.map((middleware) => [hooksModuleName(middleware), hooksOf(middleware)])),
    externals: { ...asgiExternals, ...frame.externals },
  };
}

/** What the exchanges of an output are told by their middleware: always, sometimes, or never. */
function exchangeUses(middleware: readonly MiddlewarePlan[]): Readonly<Record<string, boolean>> {
  const followed = middleware.filter((plan) => plan.capture !== undefined || hasDone(plan));
  const frequency = (name: string, test: (plan: MiddlewarePlan) => boolean): Record<string, boolean> => {
    const isAlways = followed.length > 0 && followed.every(test);
    return { [`${name}Always`]: isAlways, [`${name}Sometimes`]: !isAlways && followed.some(test) };
  };
  const isRecorded = (plan: MiddlewarePlan): boolean => isFollowedForRecord(plan) || isAlwaysCaptured(plan);
  const records = frequency('capture', isRecorded);
  const isPartly = !records['captureAlways'] && followed.some(({ capture }) => capture !== undefined);
  return {
    ...records,
    captureSometimes: isPartly,
    ...frequency('changesHead', changesHead),
    ...frequency('doneHook', hasDone),
  };
}

function hasDone(plan: MiddlewarePlan): boolean {
  return hooksOf(plan).includes('done');
}

function libraryModule(name: string, text: string): PythonDraft {
  const [, doc = '', code = ''] = /^("""[^]*?""")\n([^]*)$/.exec(text) ?? [];
  return { name: `_internal/${name}`, role: 'library', doc, code };
}

/** The classes of an output, all of them before the names inside, so that they get what they ask for. */
function classesOf(
  middleware: readonly MiddlewarePlan[],
  symbols: Symbols,
  hooks: readonly string[],
): MiddlewareClass[] {
  const modules = fileScope();
  modules.take(hooks);
  return middleware.map((plan) => {
    const pascal = pascalCase(plan.name);
    const className = pascal.endsWith('Middleware') ? pascal : `${pascal}Middleware`;
    const module = moduleName(plan.name);
    return {
      plan,
      className: symbols.symbol(className, `Own${className}`),
      module: modules.allocate(module, `${module}_middleware`),
    };
  });
}

const asgiExternals: PythonExternals = {
  ...modulesThemselves(['asyncio', 'atexit', 'codecs', 'json', 'os', 're', 'sys', 'zlib']),
  ...names('anyio', ['CancelScope', 'CapacityLimiter', 'to_thread']),
  ...names('base64', ['b64encode']),
  ...names('collections.abc', ['Awaitable', 'Callable', 'Coroutine', 'Iterable', 'Iterator', 'Mapping', 'Sequence']),
  ...names('contextvars', ['Context', 'copy_context']),
  ...names('dataclasses', ['dataclass', 'field']),
  ...names('functools', ['lru_cache']),
  ...names('datetime', ['datetime', 'timezone']),
  ...names('inspect', ['isawaitable']),
  ...names('itertools', ['count']),
  ...names('logging', ['getLogger']),
  ...names('opentelemetry._logs', ['LogRecord', 'SeverityNumber', 'get_logger']),
  ...names('opentelemetry.context', ['get_current']),
  ...names('opentelemetry.util.types', ['AnyValue']),
  ...names('pathlib', ['Path']),
  ...names('queue', ['SimpleQueue']),
  ...names('random', ['SystemRandom']),
  ...names('tempfile', ['mkdtemp']),
  ...names('threading', ['Event', 'Lock', 'Thread']),
  ...names('time', ['perf_counter', 'time_ns']),
  ...names('types', ['TracebackType']),
  ...names('typing', ['Literal', 'NamedTuple', 'Protocol', 'TypeAlias', 'TypedDict']),
  ...names('urllib.parse', ['quote', 'unquote', 'unquote_plus']),
  ...names('uuid', ['uuid4']),
};

function names(module: string, symbols: readonly string[]): PythonExternals {
  return Object.fromEntries(symbols.map((symbol) => [symbol, module]));
}

function modulesThemselves(modules: readonly string[]): PythonExternals {
  return Object.fromEntries(modules.map((module) => [module, 'import']));
}
