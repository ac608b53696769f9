import { onNode } from '../../servers/node/target.js';
import type { Target } from '../target.js';

export const node: Target = {
  name: 'node',
  label: 'Node.js: node:http, node:https, node:http2',
  serves: ['http', 'https', 'http2', 'node:http', 'node:https', 'node:http2', 'nodejs', 'node.js'],
  detect: { modules: ['node:http', 'node:https', 'node:http2', 'http', 'https', 'http2'] },
  idAccess: (name) => ({ expression: `req.${name}` }),
  ...onNode(() => import('./frame.js')),
  mount: (specifier) => ({
    importLine: `import { withMiddleware } from '${specifier}';`,
    callLine: 'const served = withMiddleware(listener);',
    place: 'around the listener that is passed to `createServer`',
  }),
};
