/**
 * Deliberate faults. Each is a small change to the generated code that must make at least one case fail. `npm run
 * mutants` applies them one by one. A fault that no case notices is a gap in the suite.
 */
import { asgiMutants } from './asgi.js';
import { fastifyMutants } from './fastify.js';
import { fetchMutants, honoMutants } from './fetch.js';
import { koaMutants } from './koa.js';
import { nestMutants, nestOnFastifyMutants } from './nestjs.js';
import { nodeMutants } from './node.js';

export interface Mutant {
  readonly name: string;
  /** The end of the path of the generated file. */
  readonly file: string;
  readonly find: string | RegExp;
  /** With `$1` for the first group of `find`, and so on. */
  readonly replace: string;
  /** Part of the names of the cases to run. */
  readonly cases: string;
}

/** The faults by target. */
export const mutants: Readonly<Record<string, readonly Mutant[]>> = {
  express5: nodeMutants,
  koa: koaMutants,
  fastify: fastifyMutants,
  'nestjs-express': nestMutants,
  'nestjs-fastify': nestOnFastifyMutants,
  hono: honoMutants,
  fetch: fetchMutants,
  fastapi: asgiMutants,
};
