/**
 * Where each trap of hand-written middleware is sprung: the cases that cover it, found by their `trap`, or the reason why it
 * concerns no target that is shipped yet.
 */
import { cases } from './cases/index.js';

export const trapCount = 143;

/** Traps that no case names, each with the reason. */
export const notCovered: Readonly<Record<number, string>> = {
  17: 'The spec language refuses headers that framing owns: a fixture of the compiler.',
  20: 'Coarser or gated timing is no option of the spec; `precision: 0` and exclusions are what there is.',
  38: 'WSGI: one-shot iterators.',
  40: 'The generated code has no timers beyond the turn that it is in; that processes end by themselves is checked after every run.',
  56: 'Next.js.',
  57: 'Django.',
  67: 'WSGI: wrapped generators.',
  68: 'WSGI: the `write()` callable.',
  69: 'WSGI: a late start_response.',
  70: 'WSGI: exc_info.',
  71: 'Django.',
  72: 'Koa: `ctx.body`.',
  87: 'HTTP/2 is served by none of the servers of the suite; under hypercorn it is tested in `test/python/`.',
  91: 'Django.',
  92: 'WSGI.',
  135: 'Runtimes that freeze have no such server: `waitUntil` is tested in `test/fetch/` and `test/runtimes/`.',
  136: 'Fastify.',
  137: 'Koa.',
  139: 'NestJS.',
  140: 'Next.js.',
  141: 'Elysia and H3.',
  142: 'Django.',
};

/** The names of the cases, by trap. */
export function casesByTrap(): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const { name, trap = [] } of cases) {
    for (const number of [trap].flat()) found.set(number, [...(found.get(number) ?? []), name]);
  }
  return found;
}
