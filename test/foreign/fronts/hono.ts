/**
 * Makes the middleware known to the applications that `vitest.config.ts` lets ask for it. Loaded before each test file.
 */
import { relative } from 'node:path';
import { Notes } from './events.js';

type Middleware = (context: unknown, next: () => Promise<void>) => Promise<unknown>;

const output = new URL('./out/index.js', import.meta.url).href;
const { observability } = (await import(output)) as { observability: (options: Notes['options']) => Middleware };
const { expect } = globalThis as unknown as {
  readonly expect: { readonly getState: () => { readonly testPath: string } };
};
const notes = new Notes(relative(process.cwd(), expect.getState().testPath));
const middleware = observability(notes.options);

Object.defineProperty(globalThis, Symbol.for('mwgen.front'), {
  value: (context: unknown, next: () => Promise<void>) => {
    notes.request();
    return middleware(context, next);
  },
});
