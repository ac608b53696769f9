/**
 * Deliberate faults: each is a small change of the generated code that must turn some case red. `npm run mutants` applies
 * them one after the other; a fault that no case notices is a hole in the suite.
 */
import { asgiMutants } from './asgi.js';
import { fetchMutants, honoMutants } from './fetch.js';
import { nodeMutants } from './node.js';

export interface Mutant {
  readonly name: string;
  /** In which generated file, by the end of its path. */
  readonly file: string;
  readonly find: string | RegExp;
  readonly replace: string;
  /** Part of the names of the cases that are run against it. */
  readonly cases: string;
}

/** The faults, by the target that they are tried on. */
export const mutants: Readonly<Record<string, readonly Mutant[]>> = {
  express5: nodeMutants,
  hono: honoMutants,
  fetch: fetchMutants,
  fastapi: asgiMutants,
};
