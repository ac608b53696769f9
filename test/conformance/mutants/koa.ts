/** Faults in the code that only Koa has. */
import type { Mutant } from './index.js';

export const koaMutants: readonly Mutant[] = [
  {
    name: 'the path is that after a rewrite',
    file: 'mw.ts',
    find: 'ctx.originalUrl',
    replace: 'ctx.url',
    cases: 'rewrit',
  },
  {
    name: 'headers are set when the handler is done',
    file: 'mw.ts',
    find: /(replaceHeaders\(ctx\.res, [^]*?\n {4}\}\);\n)([^]*?)await next\(\);/,
    replace: '$2 await next(); $1',
    cases: 'koa: the headers survive',
  },
  {
    name: 'nobody waits for the handler',
    file: 'mw.ts',
    find: /await next\(\);/g,
    replace: 'void next();',
    cases: 'timing',
  },
  {
    name: 'the ID is not in the state',
    file: 'mw.ts',
    find: "Reflect.set(ctx.state, 'requestId', requestId);",
    replace: "Reflect.set(ctx, 'requestId', requestId);",
    cases: 'request id',
  },
  {
    name: 'nobody waits for the `before` hook',
    file: 'mw.ts',
    find: 'await before(ctx)',
    replace: 'void before(ctx)',
    cases: 'hooks',
  },
];
