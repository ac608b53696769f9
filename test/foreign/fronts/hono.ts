/**
 * Makes the middleware known to the applications that `vitest.config.ts` lets ask for it. Loaded before each test file.
 */
import { note, options } from './events.js';

type Middleware = (context: unknown, next: () => Promise<void>) => Promise<unknown>;

const output = new URL('./out/index.js', import.meta.url).href;
const { observability } = (await import(output)) as { observability: (settings: typeof options) => Middleware };
const middleware = observability(options);

Object.defineProperty(globalThis, Symbol.for('mwgen.front'), {
  value: (context: unknown, next: () => Promise<void>) => {
    note('request');
    return middleware(context, next);
  },
});
