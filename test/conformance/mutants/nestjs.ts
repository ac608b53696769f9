/** Faults in the code that only NestJS has. */
import type { Mutant } from './index.js';

export const nestMutants: readonly Mutant[] = [
  {
    name: 'the path is that after a rewrite',
    file: 'mw.ts',
    find: 'req.originalUrl',
    replace: "req.url ?? ''",
    cases: 'rewrit',
  },
  {
    name: 'an error of the `before` hook is lost',
    file: 'internal/hooks.ts',
    find: /fail\(error\);\n\s*return;/,
    replace: 'proceed();\n    return;',
    cases: 'hooks',
  },
];

/** Faults that only show on Fastify, where a request contains the one of Node. */
export const nestOnFastifyMutants: readonly Mutant[] = [
  {
    name: 'the decorator looks for the ID on the request of the framework',
    file: 'internal/request-id.ts',
    find: 'request.raw ?? request',
    replace: 'request',
    cases: 'asynchronous context of outer middleware',
  },
];
