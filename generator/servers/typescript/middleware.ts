/** Prints the module of one middleware. */
import { StructureKind } from '#ts-morph';
import type { StatementStructures } from '#ts-morph';
import type { Symbols } from '../../languages/names.js';
import { commentLines, stringLiteral } from '../../languages/typescript/literals.js';
import type { ModuleDraft } from '../../languages/typescript/modules.js';
import { camelCase, pascalCase } from '../../languages/typescript/names.js';
import { valuesUsedIn } from '../../languages/typescript/scopes.js';
import { printValue } from '../../languages/typescript/values.js';
import type { ValueScope } from '../../languages/values.js';
import { courseOf } from '../../plan/course.js';
import { describe } from '../../plan/describe.js';
import { assignIdOf, hooksOf, optionsOf } from '../../plan/facts.js';
import { routeGates } from '../../plan/gates.js';
import type { EnvironmentRead, FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import type { HelperUses } from '../../plan/uses.js';
import type { Value } from '../../plan/values.js';
import { render } from '../../templates.js';
import { printCaptureSettings } from './capture-settings.js';
import { constant, printCourse, scopeOf } from './course.js';
import { gateSyntax, printTable } from './gates.js';
import { optionsParameter } from './options.js';
import type { OptionFacts } from './options.js';
import type { TypeScriptServer } from './server.js';
import type { StepContext } from './steps.js';

/** What the module of a middleware needs besides its plan. */
export interface ModuleContext {
  /** The spec's name. */
  readonly spec: string;
  readonly server: TypeScriptServer;
  readonly helpers: HelperUses;
  /** The symbol of the factory. */
  readonly factory: string;
  /** The symbol of the class, if the server has a template for it. */
  readonly className?: string;
  readonly symbols: Symbols;
  readonly options: OptionFacts;
}

export function middlewareModule(
  plan: MiddlewarePlan,
  { spec, server, helpers, factory, className, symbols, options }: ModuleContext,
): ModuleDraft {
  const hooks = hooksOf(plan);
  const assignId = assignIdOf(plan);
  const read = optionsOf(plan);
  const environment = new Map(plan.environment.map(({ name }) => [name, symbols.symbol(`env${pascalCase(name)}`)]));
  const made: string[] = [];
  const steps = (moment: 'request' | 'head', gated: ReadonlyMap<FeatureName, string>): StepContext => {
    const scope = valueScope(server, moment, gated, environment);
    const hoist = (label: string, value: Value): string => {
      const wish = camelCase(label, 'header');
      const name = symbols.symbol(wish, `${wish}Header`);
      made.push(constant(name, printValue(value, scope).expression));
      return name;
    };
    const context = { templates: server.steps, bindings: server.bindings, scope };
    return server.environment === undefined ? { ...context, hoist } : context;
  };
  const course = courseOf(plan, server.traits);
  const body = printCourse(server.forms, scopeOf(plan, course, gateSyntax(server.method, helpers, plan.routes), steps));
  const { factory: signature } = server.signature;
  const docs = [description(plan)];
  const parameters = [...(signature.parameters ?? [])];
  const factoryHead = {
    isExported: true,
    typeParameters: [...(signature.typeParameters ?? [])],
    returnType: signature.returnType(plan),
  };
  const { type, initializer } = optionsParameter(options, read);
  const isUsed = read.length > 0;
  const { shown } = signature;
  const shownHead = {
    ...factoryHead,
    ...(shown === undefined ? {} : { typeParameters: [...shown.typeParameters], returnType: shown.returnType }),
    docs,
    parameters: [
      ...(shown?.parameters ?? parameters),
      { name: 'options', type, hasQuestionToken: !isUsed || initializer !== undefined },
    ],
  };
  return {
    name: plan.name,
    role: 'entry',
    spare: ['captureSettings'],
    siblings: Object.fromEntries(hooks.map((hook) => [hook, `${plan.name}.hooks`])),
    statements: [
      ...(assignId === undefined ? [] : server.identifying()),
      ...routeGates(plan).tables.map((table) => printTable(table, plan.routes)),
      ...(plan.capture === undefined ? [] : [printCaptureSettings(plan.name, plan.capture, helpers)]),
      {
        kind: StructureKind.Function,
        name: factory,
        ...factoryHead,
        parameters: isUsed ? [...parameters, optionsParameter(options, read)] : parameters,
        // If no option is used, calls that pass some must still compile.
        ...(shown === undefined ? {} : { docs: [shown.reason] }),
        ...(isUsed && shown === undefined ? { docs } : { overloads: [shownHead] }),
        statements: [
          ...server.startUp(plan),
          ...setup(plan, { spec, server, environment }),
          ...made,
          render('typescript/course/function', {
            maker: signature.maker,
            name: stringLiteral(plan.name),
            head: innerSignature(plan, server, handlerSymbol(plan, symbols), body.join('\n')),
            statements: body,
          }),
        ],
      } satisfies StatementStructures,
      ...(className === undefined || server.classTemplate === undefined
        ? []
        : [render(server.classTemplate, { name: className, factory, isRequired: options.isRequired })]),
    ],
  };
}

/** Prints what runs once, when the middleware is created. */
function setup(
  plan: MiddlewarePlan,
  { spec, server, environment }: Pick<ModuleContext, 'spec' | 'server'> & { readonly environment: Environment },
): string[] {
  const statements: string[] = [];
  if (optionsOf(plan).includes('onError'))
    statements.push(constant('report', `errorReporter(${stringLiteral(plan.name)}, options.onError)`));
  statements.push(
    ...plan.environment.map((read) => constant(environment.get(read.name) ?? '', environmentRead(read, spec, server))),
  );
  if (plan.capture !== undefined) statements.push(printQueue(plan));
  return statements;
}

/** For each environment variable, the symbol of the constant that holds it, or a function that returns it. */
type Environment = ReadonlyMap<string, string>;

/** The function that handles a request. */
function handlerSymbol({ name }: MiddlewarePlan, symbols: Symbols): string {
  const factory = camelCase(name, 'middleware');
  return factory.endsWith('Middleware')
    ? symbols.symbol(`${factory}Handler`)
    : symbols.symbol(`${factory}Middleware`, `${factory}MiddlewareHandler`);
}

/** Prints the head of the function that handles a request. The function has a name so that it shows in stack traces. */
function innerSignature(plan: MiddlewarePlan, { signature }: TypeScriptServer, handler: string, body: string): string {
  const { isAsync, isInferred = false, parameters, returnType, parameterTypes } = signature;
  const types = parameterTypes?.(plan) ?? {};
  const used = valuesUsedIn(body);
  // An underscore marks a parameter that is not used.
  const printed = parameters.map(({ name, type, isRestParameter }) => {
    const own = `${isRestParameter === true ? '...' : ''}${used.has(name) ? '' : '_'}${name}`;
    return isInferred ? own : `${own}: ${types[name] ?? String(type)}`;
  });
  const result = isInferred ? '' : `: ${returnType(plan)}`;
  return `${isAsync ? 'async ' : ''}function ${handler}(${printed.join(', ')})${result}`;
}

function printQueue({ name, capture }: MiddlewarePlan): string {
  const sinks = {
    log: '',
    callback: ', options.onCapture',
    opentelemetry: `, telemetrySink(${stringLiteral(name)})`,
  };
  return constant('records', `new RecordQueue(report${sinks[capture?.sink ?? 'log']})`);
}

function environmentRead({ name, fallback, line }: EnvironmentRead, spec: string, server: TypeScriptServer): string {
  const place = stringLiteral(`${spec}:${String(line)}`);
  if (server.environment !== undefined)
    return fallback === undefined
      ? `requiredVariable(${stringLiteral(name)}, ${place})`
      : `variable(${stringLiteral(name)}, ${stringLiteral(fallback)})`;
  return fallback === undefined
    ? `requiredEnvironment(${stringLiteral(name)}, ${place})`
    : `environment(${stringLiteral(name)}) ?? ${stringLiteral(fallback)}`;
}

function valueScope(
  server: TypeScriptServer,
  moment: 'request' | 'head',
  gated: ReadonlyMap<FeatureName, string>,
  environment: Environment,
): ValueScope {
  return {
    ...server.scope(moment, gated),
    requestPath: 'path',
    requestId: 'requestId',
    requestIdIsOptional: gated.has('requestId'),
    elapsed: 'elapsed',
    environment(name) {
      const known = environment.get(name) ?? '';
      return server.environment === undefined ? known : `${known}(${server.environment})`;
    },
  };
}

function description(plan: MiddlewarePlan): string {
  const lines = commentLines(plan.description ?? '');
  return (lines.length === 0 ? commentLines(describe(plan)) : lines).join('\n');
}
