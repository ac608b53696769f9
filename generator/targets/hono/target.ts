import type { Target } from '../target.js';

export const hono: Target = {
  name: 'hono',
  label: 'Hono 4',
  detect: { packages: ['hono'] },
  lacks: {},
  language: 'typescript',
  async emit(plan) {
    const [{ emitFetch }, { frame }] = await Promise.all([import('../../servers/fetch/emit.js'), import('./frame.js')]);
    return emitFetch(plan, frame);
  },
  mount: (specifier) => ({
    importLine: `import { registerMiddleware } from '${specifier}';`,
    callLine: 'registerMiddleware(app);',
    place: 'before other middleware and the routes',
  }),
};
