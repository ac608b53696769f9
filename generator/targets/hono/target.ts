import { onFetch } from '../../servers/fetch/target.js';
import type { Target } from '../target.js';

export const hono: Target = {
  name: 'hono',
  label: 'Hono 4',
  detect: { packages: ['hono'] },
  ...onFetch(() => import('./frame.js')),
  mount: (specifier) => ({
    importLine: `import { registerMiddleware } from '${specifier}';`,
    callLine: 'registerMiddleware(app);',
    place: 'before other middleware and the routes',
  }),
};
