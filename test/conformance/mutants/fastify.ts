/** Faults in the code that only Fastify has. */
import type { Mutant } from './index.js';

export const fastifyMutants: readonly Mutant[] = [
  {
    name: 'the middleware runs when the body has been parsed',
    file: 'internal/plugin.ts',
    find: "app.addHook('onRequest', hook);",
    replace: "app.addHook('preHandler', hook as never);",
    cases: 'request capture',
  },
  {
    name: 'the plugin is added when Fastify loads it, in a child instance',
    file: 'internal/plugin.ts',
    find: 'plugin(app as FastifyInstance, {}, () => undefined);',
    replace: '(app as FastifyInstance).register((child, _, done) => { plugin(child, {}, done); });',
    cases: 'timing',
  },
  {
    name: 'the path is that after a rewrite',
    file: 'mw.ts',
    find: 'request.originalUrl',
    replace: 'request.url',
    cases: 'rewrit',
  },
  {
    name: 'headers are set before the payload is sent, and not on the raw response',
    file: 'mw.ts',
    find: /replaceHeaders\(reply\.raw, \(\) => \{/,
    replace: 'replaceHeaders({ writeHead: () => undefined } as never, () => {',
    cases: 'fastify: headers',
  },
  {
    name: 'an error of the `before` hook is lost',
    file: 'internal/hooks.ts',
    find: /fail\(error\);\n\s*return;/,
    replace: 'proceed();\n    return;',
    cases: 'hooks',
  },
];
