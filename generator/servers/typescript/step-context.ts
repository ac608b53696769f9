import type { ValueScope } from '../../languages/values.js';
import type { Value } from '../../plan/values.js';

/** Gives the name of a constant that holds a value which is made once. */
export type Hoist = (label: string, value: Value) => string;

/** What a statement is printed with. */
export interface StepContext {
  /** Folder of the templates of steps. */
  readonly templates: string;
  /** How the server's templates reach request and response, by the names of their holes. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly scope: ValueScope;
  readonly hoist: Hoist;
}
