import type { ValueScope } from '../../languages/values.js';
import type { Value } from '../../plan/values.js';

/** Returns the name of a constant that holds a value which is computed once. */
export type Hoist = (label: string, value: Value) => string;

/** What printing a step needs. */
export interface StepContext {
  /** The folder with the templates of steps. */
  readonly templates: string;
  /** Expressions for the request and the response, by the placeholders in the server's templates. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly scope: ValueScope;
  /** Absent: no value is known before there is a request. */
  readonly hoist?: Hoist;
}
