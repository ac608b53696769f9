import { onNode } from '../../servers/node/target.js';
import { requiredOptions } from '../../servers/typescript/required-options.js';
import type { Target } from '../target.js';

const modules = ['node:http', 'node:https', 'node:http2', 'http', 'https', 'http2'];

export const node: Target = {
  name: 'node',
  label: 'Node.js: node:http, node:https, node:http2',
  serves: ['http', 'https', 'http2', 'node:http', 'node:https', 'node:http2', 'nodejs', 'node.js'],
  detect: {
    modules,
    handlers: ['createServer', 'createSecureServer'].flatMap((call) => [
      { call, modules, event: 'request', callLine: "server.on('request', handler);" },
      { call, modules, callLine: `const server = ${call}(handler);` },
    ]),
  },
  idAccess: (name) => ({ expression: `req.${name}` }),
  ...onNode(() => import('./frame.js')),
  mount: (specifier, facts) => ({
    importLine: `import { withMiddleware } from '${specifier}';`,
    callLine: `const served = withMiddleware(listener${requiredOptions(facts)});`,
    place: 'around the listener that is passed to `createServer`',
  }),
};
