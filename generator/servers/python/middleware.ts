/** Prints the module of one middleware. */
import type { Symbols } from '../../languages/names.js';
import { docstring } from '../../languages/python/literals.js';
import type { PythonDraft } from '../../languages/python/modules.js';
import { snakeCase } from '../../languages/python/names.js';
import { printValue } from '../../languages/python/values.js';
import { courseOf } from '../../plan/course.js';
import { describe } from '../../plan/describe.js';
import { hooksOf } from '../../plan/facts.js';
import { routeGates } from '../../plan/gates.js';
import type { HelperUses } from '../../plan/uses.js';
import type { Value } from '../../plan/values.js';
import { render } from '../../templates.js';
import { captureSettingsName, printCaptureSettings } from './capture-settings.js';
import { indent, scopeOf } from './course.js';
import { gateSyntax, printTable } from './gates.js';
import { hooksModuleName } from './hooks.js';
import { optionsParameter } from './options.js';
import type { MiddlewareClass, PythonServer } from './server.js';
import { setupStatements } from './setup.js';
import { inBytes } from './steps.js';
import type { Hoist } from './steps.js';

export interface ModuleContext {
  /** The spec's name. */
  readonly spec: string;
  readonly server: PythonServer;
  readonly helpers: HelperUses;
  readonly symbols: Symbols;
}

export function middlewareModule(
  { plan, className, module }: MiddlewareClass,
  { spec, server, helpers, symbols }: ModuleContext,
): PythonDraft {
  const environment = new Map(
    plan.environment.map(({ name }) => [name, symbols.symbol(snakeCase(`env_${name}`, 'env'))] as const),
  );
  const atRequest = new Set<string>();
  const hoisted: { readonly target: string; readonly value: Value; readonly form: 'text' | 'bytes' }[] = [];
  const hoist: Hoist = (label, value, form) => {
    const wish = snakeCase(label, 'header');
    const target = `self.${symbols.symbol(wish, `${wish}_header`)}`;
    hoisted.push({ target, value, form });
    return target;
  };
  const readEnvironment = (name: string): string => {
    atRequest.add(name);
    return `self.${environment.get(name) ?? ''}`;
  };
  const description = plan.description ?? describe(plan);
  const course = courseOf(plan, server.traits);
  const formScope = scopeOf({ plan, course, helpers, gates: gateSyntax(plan.routes), hoist, readEnvironment });
  const statements = server.printCourse(formScope);
  // Environment variables that no request needs are not stored in attributes.
  const kept = new Map(
    Array.from(environment, ([name, symbol]) => [name, atRequest.has(name) ? `self.${symbol}` : symbol] as const),
  );
  const scope = server.valueScope(new Map(), (name) => kept.get(name) ?? '');
  const values = hoisted.map(({ target, value, form }) => {
    const { expression } = printValue(value, scope);
    return { target, expression: form === 'text' ? expression : inBytes(expression) };
  });
  return {
    name: module,
    doc: docstring(description),
    role: 'entry',
    spare: [captureSettingsName],
    siblings: Object.fromEntries(hooksOf(plan).map((hook) => [hook, hooksModuleName(plan)])),
    code: [
      ...routeGates(plan).tables.map((table) => printTable(table, plan.routes)),
      ...(plan.capture === undefined ? [] : [printCaptureSettings(plan.name, plan.capture, helpers)]),
      render(server.classTemplate, {
        name: className,
        doc: docstring(description, 4),
        options: optionsParameter([plan]),
        setup: setupStatements(plan, spec, { environment: kept, values }).map((line) => indent(line, 2)),
        unhandled: server.unhandled(formScope),
        statements,
      }),
    ].join('\n\n'),
  };
}
