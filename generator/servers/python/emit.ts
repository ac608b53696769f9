/** From a plan and a server interface to the modules of an output. */
import { Symbols } from '../../languages/names.js';
import type { PythonModules } from '../../languages/python/emit.js';
import { docstring } from '../../languages/python/literals.js';
import type { PythonDraft, PythonExternals } from '../../languages/python/modules.js';
import { fileScope, moduleName, pascalCase, snakeCase } from '../../languages/python/names.js';
import type { PythonKnowledge } from '../../languages/python/specialise/specialise.js';
import { hooksOf } from '../../plan/facts.js';
import { knowledgeOf } from '../../plan/knowledge.js';
import type { MiddlewarePlan, Plan } from '../../plan/plan.js';
import { helperUses } from '../../plan/uses.js';
import { sourcesIn, sourceText } from '../../templates.js';
import { hooksModuleName, hooksStub } from './hooks.js';
import { middlewareModule } from './middleware.js';
import { optionsModule } from './options.js';
import type { MiddlewareClass, PythonServer } from './server.js';

export function emitModules(plan: Plan, server: PythonServer): PythonModules {
  const helpers = helperUses(plan.middleware);
  const library = server.library.flatMap((folder) =>
    sourcesIn(`python/${folder}`, '.py')
      .filter((name) => name !== '__init__')
      .map((name) => libraryModule(name, sourceText(`python/${folder}/${name}.py`))),
  );
  const symbols = new Symbols();
  const stubs = plan.middleware.filter((middleware) => hooksOf(middleware).length > 0);
  const modules = classesOf(plan.middleware, symbols, stubs.map(hooksModuleName));
  return {
    drafts: [
      server.index(modules),
      ...modules.map((module) => middlewareModule(module, { spec: plan.spec, server, helpers, symbols })),
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
    externals: { ...standardLibrary, ...server.externals },
    knowledge: pythonKnowledge(plan.middleware, server),
  };
}

/** What the plan determines about the helpers, under their Python names. */
function pythonKnowledge(middleware: readonly MiddlewarePlan[], server: PythonServer): PythonKnowledge {
  const { facts, presence } = knowledgeOf(middleware);
  return {
    facts: Object.fromEntries(
      Object.entries({ ...facts, ...server.facts(middleware) }).map(([name, holds]) => [
        snakeCase(kebabCase(name), 'fact'),
        holds === true,
      ]),
    ),
    presence: {
      'CaptureSettings.request': presence['request'] ?? 'never',
      'CaptureSettings.response': presence['response'] ?? 'never',
      ...server.presence(middleware),
    },
    open: ['MiddlewareOptions', ...server.open],
  };
}

function kebabCase(camelCase: string): string {
  return camelCase.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function libraryModule(name: string, text: string): PythonDraft {
  const [, doc = '', code = ''] = /^("""[^]*?""")\n([^]*)$/.exec(text) ?? [];
  return { name: `_internal/${name}`, role: 'library', doc, code };
}

/**
 * The symbols of all classes. They are created before those of other names, so that classes get the names they ask for.
 */
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

/** Where names come from that the modules of middleware and options use and do not import themselves. */
const standardLibrary: PythonExternals = {
  Awaitable: 'collections.abc',
  Callable: 'collections.abc',
  dataclass: 'dataclasses',
  perf_counter: 'time',
  time_ns: 'time',
  uuid4: 'uuid',
};
