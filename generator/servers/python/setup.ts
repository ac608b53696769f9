/** Prints what a middleware makes once, when it is created. */
import { stringLiteral } from '../../languages/python/literals.js';
import { assignIdOf, optionsOf } from '../../plan/facts.js';
import type { OptionName } from '../../plan/facts.js';
import type { CapturePlan, EnvironmentRead, MiddlewarePlan } from '../../plan/plan.js';
import { assign } from './course.js';
import { fieldNames } from './options.js';

/** A value that is made once. */
export interface Hoisted {
  readonly name: string;
  readonly expression: string;
}

/** The assignments of `__init__`. */
export function setupStatements(plan: MiddlewarePlan, spec: string, hoisted: readonly Hoisted[]): string[] {
  const options = optionsOf(plan);
  const assignId = assignIdOf(plan);
  const { capture } = plan;
  const isRequired = options.includes('onCapture');
  const given = (name: OptionName): string =>
    isRequired ? `options.${fieldNames[name]}` : `options.${fieldNames[name]} if options else None`;
  const factory = assignId?.format === 'uuidv7' ? 'time_ordered_id' : 'random_id';
  const generator = isRequired ? given('generateRequestId') : `(${given('generateRequestId')})`;
  return [
    ...(options.includes('onError')
      ? [assign('self.errors', `ErrorReporter(${stringLiteral(plan.name)}, ${given('onError')})`)]
      : []),
    ...(assignId === undefined ? [] : [assign('self.generate_request_id', `${generator} or ${factory}`)]),
    ...(capture === undefined
      ? []
      : [assign('self.outlet', `CaptureOutlet(${recordQueue(plan.name, capture)}, self.errors)`)]),
    ...plan.environment.map((read) => printEnvironmentRead(read, spec)),
    ...hoisted.map(({ name, expression }) => assign(`self.${name}`, expression)),
  ];
}

/** The variable that holds a variable of the environment. */
export function environmentVariable(name: string): string {
  return `env_${name.toLowerCase()}`;
}

function recordQueue(name: string, { sink }: CapturePlan): string {
  if (sink === 'callback') return 'CallbackQueue(options.on_capture, self.errors)';
  return `WorkerQueue(${sink === 'log' ? 'log_record' : `TelemetrySink(${stringLiteral(name)})`}, self.errors)`;
}

function printEnvironmentRead({ name, fallback, line }: EnvironmentRead, spec: string): string {
  const read =
    fallback === undefined
      ? `required_environment(${stringLiteral(name)}, ${stringLiteral(`${spec}:${String(line)}`)})`
      : `environment(${stringLiteral(name)}) or ${stringLiteral(fallback)}`;
  return assign(environmentVariable(name), read);
}
