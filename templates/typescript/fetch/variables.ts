import { environment } from '../shared/values.js';
import { isWorker } from './runtime.js';

/** Reads an environment variable at start-up. On Workers, variables come with each request, as `bindings`. */
export function variable(name: string, fallback: string): (bindings: unknown) => string {
  const value = environment(name);
  return (bindings) => value ?? boundText(bindings, name) ?? fallback;
}

/** Like {@link variable}, but throws if it is not set: at start-up, and on Workers when it is needed. */
export function requiredVariable(name: string, place: string): (bindings: unknown) => string {
  const value = environment(name);
  const lack = `The environment variable ${name} is not set, and ${place} needs it.`;
  if (value === undefined && !isWorker) {
    throw new Error(lack);
  }
  return (bindings) => {
    const text = value ?? boundText(bindings, name);
    if (text === undefined) {
      throw new Error(lack);
    }
    return text;
  };
}

/** A variable among the bindings of a Worker, which can also be objects. An empty one counts as unset. */
function boundText(bindings: unknown, name: string): string | undefined {
  if (!isWorker || typeof bindings !== 'object' || bindings === null) {
    return undefined;
  }
  const text: unknown = Reflect.get(bindings, name);
  return typeof text === 'string' && text !== '' ? text : undefined;
}
