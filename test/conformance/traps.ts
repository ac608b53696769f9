/**
 * The coverage of the traps, which are known mistakes in hand-written middleware: either cases name a trap in `trap`,
 * or there is a reason why it does not apply to any supported target.
 */
import { cases } from './cases/index.js';

export const trapCount = 143;

/** Traps that no case covers, with reasons. */
export const notCovered: Readonly<Record<number, string>> = {
  17: 'The spec language rejects framing headers; a fixture tests this.',
  20: 'The spec has no option for coarse or conditional timing beyond `precision: 0` and exclusions.',
  38: 'WSGI: one-shot iterators.',
  40: 'The generated code leaves no timers running. Every run checks that the processes exit by themselves.',
  56: 'Next.js.',
  57: 'Django.',
  67: 'WSGI: wrapped generators.',
  68: 'WSGI: the `write()` callable.',
  69: 'WSGI: a late start_response.',
  70: 'WSGI: exc_info.',
  71: 'Django.',
  87: 'None of the servers in the suite supports HTTP/2. `test/http2/` tests Node, and `test/python/` tests hypercorn.',
  135: 'Runtimes that freeze after a response cannot run in this suite. `test/fetch/` and `test/runtimes/` test `waitUntil`.',
  139: 'NestJS.',
  140: 'Next.js.',
  141: 'Elysia and H3.',
  142: 'Django.',
};

/** The names of the cases by trap. */
export function casesByTrap(): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const { name, trap = [] } of cases) {
    for (const number of [trap].flat()) found.set(number, [...(found.get(number) ?? []), name]);
  }
  return found;
}
