import { onFetch } from '../../servers/fetch/target.js';
import { requiredOptions } from '../../servers/typescript/required-options.js';
import type { Target } from '../target.js';

export const hono: Target = {
  name: 'hono',
  label: 'Hono 4',
  detect: { packages: ['hono'] },
  idAccess: (name) => ({ expression: `c.get('${name}')` }),
  ...onFetch(() => import('./frame.js')),
  mount: (specifier, facts) => ({
    importLine: `import { registerMiddleware } from '${specifier}';`,
    // The application that is returned has the type of the ID.
    ...(facts.isIdentified
      ? {
          callLine: `const app = registerMiddleware(new Hono()${requiredOptions(facts)});`,
          place: 'instead of `const app = new Hono();`',
        }
      : {
          callLine: `registerMiddleware(app${requiredOptions(facts)});`,
          place: 'before other middleware and the routes',
        }),
  }),
};
