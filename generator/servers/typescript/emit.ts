/** Makes the modules of an output from a plan and a server interface. */
import { Symbols } from '../../languages/names.js';
import type { ModuleSet } from '../../languages/typescript/modules.js';
import { camelCase } from '../../languages/typescript/names.js';
import { specialiseDrafts } from '../../languages/typescript/specialise/drafts.js';
import type { HelperSource, HelperSources } from '../../languages/typescript/specialise/drafts.js';
import { hooksOf } from '../../plan/facts.js';
import { knowledgeOf } from '../../plan/knowledge.js';
import type { Plan } from '../../plan/plan.js';
import { sourcesIn, sourceText } from '../../templates.js';
import { hooksModule, hooksStub } from './hooks.js';
import { indexModule } from './index-module.js';
import { middlewareModule } from './middleware.js';
import { optionFacts, optionsModule } from './options.js';
import type { TypeScriptServer } from './server.js';
import { helperUses } from '../../plan/uses.js';

export function emitModules(plan: Plan, server: TypeScriptServer): ModuleSet {
  const uses = helperUses(plan.middleware);
  // The sources of helpers take everything; what an output does not need, goes from them and from here.
  const helpers = { ...uses, routes: { ...uses.routes, methods: true } };
  const options = optionFacts(plan.middleware);
  const symbols = new Symbols();
  // All factories before the names inside of them, so that they get what they ask for.
  const modules = plan.middleware
    .map((middleware) => ({ plan: middleware, factory: factorySymbol(middleware.name, symbols) }))
    .map(({ plan: middleware, factory }) => {
      const own = { spec: plan.spec, server, helpers, factory, symbols, options };
      return { plan: middleware, factory, draft: middlewareModule(middleware, own) };
    });
  const stubs = plan.middleware.filter((middleware) => hooksOf(middleware).length > 0);
  const made = [
    ...[
      indexModule(modules, server.index, options),
      ...modules.map(({ draft }) => draft),
      ...stubs.map((middleware) => hooksStub(middleware, server.hooks)),
      hooksModule(server.hooks),
    ].map((draft) => ({ ...draft, statements: [...server.imports, ...draft.statements] })),
    optionsModule(options),
  ];
  const { facts, presence } = knowledgeOf(plan.middleware);
  const knowledge = { facts, presence: { ...presence, ...server.presence } };
  return {
    drafts: specialiseDrafts(made, helperSources(server), knowledge),
    stubs: new Map(stubs.map((middleware) => [`${middleware.name}.hooks`, hooksOf(middleware)])),
    externals: {},
    globals: server.globals,
  };
}

/** The function that makes a middleware. */
function factorySymbol(middleware: string, symbols: Symbols): string {
  const name = camelCase(middleware, 'middleware');
  return symbols.symbol(name, `${name}Middleware`);
}

/** The helpers of some folders, and the module of their platform, as they stand. */
function helperSources({ library, platform }: TypeScriptServer): HelperSources {
  const source = (path: string): HelperSource => ({ path, text: sourceText(`typescript/${path}.ts`) });
  const platformPath = `${platform}/platform`;
  return {
    platform: source(platformPath),
    helpers: library
      .flatMap((folder) => sourcesIn(`typescript/${folder}`, '.ts').map((name) => `${folder}/${name}`))
      .filter((path) => path !== platformPath)
      .map(source),
  };
}
