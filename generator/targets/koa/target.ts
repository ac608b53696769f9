import type { Target } from '../target.js';

export const koa: Target = {
  name: 'koa',
  label: 'Koa',
  detect: { packages: ['koa'] },
  lacks: {},
  language: 'typescript',
  async emit(plan) {
    const [{ emitNode }, { frame }] = await Promise.all([import('../../servers/node/emit.js'), import('./frame.js')]);
    return emitNode(plan, frame);
  },
  mount: (specifier) => ({
    importLine: `import { registerMiddleware } from '${specifier}';`,
    callLine: 'registerMiddleware(app);',
    place: 'before other middleware',
  }),
};
