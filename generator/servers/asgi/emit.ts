/** The server interface of ASGI: a plan and a framework's frame in, the modules of an output out. */
import { Symbols } from '../../languages/names.js';
import { docstring } from '../../languages/python/literals.js';
import type { PythonModules } from '../../languages/python/emit.js';
import type { PythonDraft, PythonExternals } from '../../languages/python/modules.js';
import { fileScope, moduleName, pascalCase, snakeCase } from '../../languages/python/names.js';
import { hooksOf } from '../../plan/facts.js';
import type { MiddlewarePlan, Plan } from '../../plan/plan.js';
import { sourcesIn, sourceText } from '../../templates.js';
import { knowledgeOf } from '../../plan/knowledge.js';
import type { Presence } from '../../plan/knowledge.js';
import type { PythonKnowledge } from '../../languages/python/specialise/specialise.js';
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
  const library = ['shared', 'asgi'].flatMap((folder) =>
    sourcesIn(`python/${folder}`, '.py')
      .filter((name) => name !== '__init__')
      .map((name) => libraryModule(name, sourceText(`python/${folder}/${name}.py`))),
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
      {
        name: '_internal/__init__',
        role: 'entry',
        doc: docstring('Helpers for the middleware in this package.'),
        code: '',
      },
    ],
    stubs: new Map(stubs.map((middleware) => [hooksModuleName(middleware), hooksOf(middleware)])),
    externals: { ...asgiExternals, ...frame.externals },
    knowledge: pythonKnowledge(plan.middleware),
  };
}

/** What the plan settles about the helpers, under the names that they have in Python. */
function pythonKnowledge(middleware: readonly MiddlewarePlan[]): PythonKnowledge {
  const { facts, presence } = knowledgeOf(middleware);
  return {
    facts: Object.fromEntries(
      Object.entries(facts).map(([name, holds]) => [snakeCase(kebabCase(name), 'fact'), holds === true]),
    ),
    presence: {
      'CaptureSettings.request': presence['request'] ?? 'never',
      'CaptureSettings.response': presence['response'] ?? 'never',
      ...exchangePresence(middleware),
    },
    open: ['MiddlewareOptions', 'ResponseHead'],
  };
}

/** What the exchanges of an output are told by their middleware. */
function exchangePresence(middleware: readonly MiddlewarePlan[]): Readonly<Record<string, Presence>> {
  const followed = middleware.filter((plan) => plan.capture !== undefined || hasDone(plan));
  const presence = (isGiven: (plan: MiddlewarePlan) => boolean, isSure = isGiven): Presence => {
    if (!followed.some(isGiven)) return 'never';
    return followed.every(isSure) ? 'always' : 'sometimes';
  };
  return {
    'Exchange.capture': presence(
      ({ capture }) => capture !== undefined,
      (plan) => isFollowedForRecord(plan) || isAlwaysCaptured(plan),
    ),
    'Exchange.on_head': presence(changesHead),
    'Exchange.on_done': presence(hasDone),
  };
}

function hasDone(plan: MiddlewarePlan): boolean {
  return hooksOf(plan).includes('done');
}

function kebabCase(camelCase: string): string {
  return camelCase.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
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

/** Where the modules of middleware and of options take from what they do not import themselves. */
const asgiExternals: PythonExternals = {
  Awaitable: 'collections.abc',
  Callable: 'collections.abc',
  dataclass: 'dataclasses',
  perf_counter: 'time',
  time_ns: 'time',
};
