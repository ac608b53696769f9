/** From a plan and a server interface to the modules of an output. */
import { Symbols } from '../../languages/names.js';
import { dataLiteral } from '../../languages/typescript/literals.js';
import type { Externals, ModuleDraft, ModuleSet } from '../../languages/typescript/modules.js';
import { camelCase } from '../../languages/typescript/names.js';
import { specialiseDrafts } from '../../languages/typescript/specialise/drafts.js';
import type { HelperSource, HelperSources } from '../../languages/typescript/specialise/drafts.js';
import { textualContentTypes } from '../../plan/content-types.js';
import { hooksOf } from '../../plan/facts.js';
import { knowledgeOf } from '../../plan/knowledge.js';
import type { Plan } from '../../plan/plan.js';
import { render, sourcesIn, sourceText, templatesIn } from '../../templates.js';
import { hooksModule, hooksStub } from './hooks.js';
import { indexModule } from './index-module.js';
import { middlewareModule } from './middleware.js';
import { optionFacts, optionsModule } from './options.js';
import type { TypeScriptServer } from './server.js';
import { helperUses } from '../../plan/uses.js';
import type { HelperUses } from '../../plan/uses.js';

export function emitModules(plan: Plan, server: TypeScriptServer): ModuleSet {
  const uses = helperUses(plan.middleware);
  // Helpers that are real source take everything; what an output does not need, goes from them and from here.
  const helpers = server.platform === undefined ? uses : { ...uses, routes: { ...uses.routes, methods: true } };
  const context = {
    ...helpers,
    content: contentHoles(helpers),
    ...server.holes,
    textualTypes: dataLiteral(textualContentTypes),
  };
  const sources = server.platform === undefined ? undefined : helperSources(server.library, server.platform);
  const library = (sources === undefined ? server.library : []).flatMap((folder) =>
    templatesIn(`typescript/${folder}`)
      .filter((name) => name !== 'middleware')
      .map((name): ModuleDraft => ({
        name: `internal/${name}`,
        role: 'library',
        statements: [render(`typescript/${folder}/${name}`, context)],
        externals: moduleExternals[name] ?? {},
      })),
  );
  const externals = { ...sharedExternals, ...server.externals };
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
    ...library,
    optionsModule(options),
  ];
  const { facts, presence } = knowledgeOf(plan.middleware);
  const knowledge = { facts, presence: { ...presence, ...server.presence } };
  return {
    drafts: sources === undefined ? made : specialiseDrafts(made, sources, knowledge),
    stubs: new Map(stubs.map((middleware) => [`${middleware.name}.hooks`, hooksOf(middleware)])),
    externals,
    globals: server.globals,
  };
}

/** How the content of a body is described: what that takes decides whether it is asynchronous. */
function contentHoles({ uses }: HelperUses): object {
  const isAsync = uses.spill || uses.decompress;
  return {
    async: isAsync ? 'async ' : '',
    await: isAsync ? 'await ' : '',
    open: isAsync ? 'Promise<' : '',
    close: isAsync ? '>' : '',
    settings: uses.decompress || uses.redactJson,
  };
}

/** The function that makes a middleware. */
function factorySymbol(middleware: string, symbols: Symbols): string {
  const name = camelCase(middleware, 'middleware');
  return symbols.symbol(name, `${name}Middleware`);
}

/** The helpers of some folders, and the module of their platform, as they stand. */
function helperSources(folders: readonly string[], platform: string): HelperSources {
  const source = (path: string): HelperSource => ({ path, text: sourceText(`typescript/${path}.ts`) });
  const platformPath = `${platform}/platform`;
  return {
    platform: source(platformPath),
    helpers: folders
      .flatMap((folder) => sourcesIn(`typescript/${folder}`, '.ts').map((name) => `${folder}/${name}`))
      .filter((path) => path !== platformPath)
      .map(source),
  };
}

/** What the templates that all servers share, and those for servers with a disk, take from elsewhere. */
const sharedExternals: Externals = {
  ...names('node:fs/promises', ['FileHandle', 'mkdir', 'mkdtemp', 'open', 'rm']),
  ...names('node:os', ['tmpdir']),
  ...names('node:path', ['join']),
  ...names('@opentelemetry/api', ['Attributes', 'context']),
  ...names('@opentelemetry/api-logs', ['SeverityNumber', 'logs']),
};

/** Names that a framework may have for something of its own. */
const moduleExternals: Readonly<Record<string, Externals>> = {
  records: names('@opentelemetry/api', ['Context']),
  telemetry: names('@opentelemetry/api', ['Context']),
};

/** Symbols of one module. */
export function names(module: string, symbols: readonly string[]): Externals {
  return Object.fromEntries(symbols.map((symbol) => [symbol, module]));
}
