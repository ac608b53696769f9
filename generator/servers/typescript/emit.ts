/** Makes the modules of an output from a plan and a server interface. */
import { Symbols } from '../../languages/names.js';
import type { ModuleSet } from '../../languages/typescript/modules.js';
import { camelCase, pascalCase } from '../../languages/typescript/names.js';
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
  // The helper sources take the method of the request as a parameter. Specialising removes the parameter and its
  // arguments if no route of the output needs them.
  const helpers = { ...uses, routes: { ...uses.routes, methods: true } };
  const options = optionFacts(plan.middleware);
  const symbols = new Symbols();
  // The symbols of all factories are created before those of other names, so that factories get the names they ask for.
  const modules = plan.middleware
    .map((middleware) => ({ plan: middleware, factory: factorySymbol(middleware.name, symbols) }))
    .map((one) =>
      server.classTemplate === undefined ? one : { ...one, className: classSymbol(one.plan.name, symbols) },
    )
    .map((one) => {
      const own = { spec: plan.spec, server, helpers, symbols, options, ...one };
      return { ...one, draft: middlewareModule(one.plan, own) };
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
  const knowledge = { facts: { ...facts, ...server.facts }, presence: { ...presence, ...server.presence } };
  return {
    modules: specialiseDrafts(made, helperSources(server), knowledge),
    stubs: new Map(stubs.map((middleware) => [`${middleware.name}.hooks`, hooksOf(middleware)])),
    globals: server.globals,
  };
}

/** The symbol of the function that creates a middleware. */
function factorySymbol(middleware: string, symbols: Symbols): string {
  const name = camelCase(middleware, 'middleware');
  return symbols.symbol(name, `${name}Middleware`);
}

/** The symbol of the class of a middleware. */
function classSymbol(middleware: string, symbols: Symbols): string {
  const name = pascalCase(middleware).replace(/Middleware$/, '');
  return symbols.symbol(`${name}Middleware`, `${name}MiddlewareClass`);
}

/** The helper sources in some folders, and the module of their platform. */
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
