/** One middleware over ASGI: a plan in, a module out. */
import { docstring, snakeCase } from '../../languages/python/literals.js';
import type { PythonDraft } from '../../languages/python/modules.js';
import { printValue } from '../../languages/python/values.js';
import { courseOf } from '../../plan/course.js';
import { hooksOf, optionsOf } from '../../plan/facts.js';
import { routeGates } from '../../plan/gates.js';
import type { MiddlewarePlan } from '../../plan/plan.js';
import type { HelperUses } from '../../plan/uses.js';
import { render } from '../../templates.js';
import { printCaptureSettings } from '../python/capture-settings.js';
import { indent, scopeOf } from '../python/course.js';
import { gateSyntax, printTable } from '../python/gates.js';
import { optionsParameter } from '../python/options.js';
import { environmentVariable, setupStatements } from '../python/setup.js';
import type { Hoisted } from '../python/setup.js';
import { inBytes } from '../python/steps.js';
import type { Hoist } from '../python/steps.js';
import { printCourse, valueScope } from './forms.js';

export function middlewareModule(
  plan: MiddlewarePlan,
  { className, spec, helpers }: { readonly className: string; readonly spec: string; readonly helpers: HelperUses },
): PythonDraft {
  const hoisted: Hoisted[] = [];
  const hoist: Hoist = (label, value, form) => {
    const name = uniqueName(snakeCase(label), ['app', 'errors', 'outlet', ...hoisted.map((one) => one.name)]);
    // It is made where the environment has just been read.
    const { expression } = printValue(value, { ...valueScope(new Map()), environment: environmentVariable });
    hoisted.push({ name, expression: form === 'text' ? expression : inBytes(expression) });
    return `self.${name}`;
  };
  const course = courseOf(plan, { changesInPlace: true });
  const statements = printCourse(scopeOf({ plan, course, helpers, gates: gateSyntax(helpers), hoist }));
  return {
    name: snakeCase(plan.name),
    doc: docstring(`The middleware \`${plan.name}\`.`),
    role: 'entry',
    siblings: Object.fromEntries(hooksOf(plan).map((hook) => [hook, `${snakeCase(plan.name)}_hooks`])),
    code: [
      ...routeGates(plan).tables.map((table) => printTable(table, plan.routes)),
      ...(plan.capture === undefined ? [] : [printCaptureSettings(plan.name, plan.capture, helpers)]),
      render('python/asgi/course/class', {
        name: className,
        doc: docstring(plan.description ?? `The middleware \`${plan.name}\`.`, 4),
        options: optionsParameter(optionsOf(plan)),
        setup: setupStatements(plan, spec, hoisted).map((line) => indent(line, 2)),
        statements,
      }),
    ].join('\n\n'),
  };
}

function uniqueName(name: string, taken: readonly string[]): string {
  let unique = name;
  for (let count = 2; taken.includes(unique); count += 1) unique = `${name}_${String(count)}`;
  return unique;
}
