/** Prints what runs once, when a middleware is created. */
import { stringLiteral } from '../../languages/python/literals.js';
import { assignIdOf, optionsOf } from '../../plan/facts.js';
import type { OptionName } from '../../plan/facts.js';
import type { CapturePlan, EnvironmentRead, MiddlewarePlan } from '../../plan/plan.js';
import { assign } from './course.js';
import { fieldNames } from './options.js';

/** The environment variables that a middleware reads, and the values made from them. */
export interface MadeOnce {
  /** For each environment variable, the expression that holds its value. */
  readonly environment: ReadonlyMap<string, string>;
  readonly values: readonly { readonly target: string; readonly expression: string }[];
}

/** The assignments of `__init__`. */
export function setupStatements(plan: MiddlewarePlan, spec: string, { environment, values }: MadeOnce): string[] {
  const options = optionsOf(plan);
  const assignId = assignIdOf(plan);
  const { capture } = plan;
  const isRequired = options.includes('onCapture');
  const given = (name: OptionName): string =>
    isRequired ? `options.${fieldNames[name]}` : `options.${fieldNames[name]} if options else None`;
  return [
    ...(options.length === 0 ? [assign('self.options', 'options')] : []),
    ...(options.includes('onError')
      ? [assign('self.errors', `ErrorReporter(${stringLiteral(plan.name)}, ${given('onError')})`)]
      : []),
    ...(assignId === undefined ? [] : [assign('self.generate_request_id', given('generateRequestId'))]),
    ...(capture === undefined ? [] : [assign('self.records', recordQueue(plan.name, capture))]),
    ...plan.environment.map((read) => assign(environment.get(read.name) ?? '', environmentRead(read, spec))),
    ...values.map(({ target, expression }) => assign(target, expression)),
  ];
}

function recordQueue(name: string, { sink }: CapturePlan): string {
  if (sink === 'callback') return 'CallbackQueue(options.on_capture, self.errors)';
  return `RecordQueue(${sink === 'log' ? 'log_record' : `TelemetrySink(${stringLiteral(name)})`}, self.errors)`;
}

function environmentRead({ name, fallback, line }: EnvironmentRead, spec: string): string {
  return fallback === undefined
    ? `required_environment(${stringLiteral(name)}, ${stringLiteral(`${spec}:${String(line)}`)})`
    : `environment(${stringLiteral(name)}) or ${stringLiteral(fallback)}`;
}
