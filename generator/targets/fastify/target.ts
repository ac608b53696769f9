import type { Target } from '../target.js';

export const fastify: Target = {
  name: 'fastify',
  label: 'Fastify',
  detect: { packages: ['fastify'] },
  lacks: {},
  language: 'typescript',
  async emit(plan) {
    const [{ emitNode }, { frame }] = await Promise.all([import('../../servers/node/emit.js'), import('./frame.js')]);
    return emitNode(plan, frame);
  },
  mount: (specifier) => ({
    importLine: `import { registerMiddleware } from '${specifier}';`,
    callLine: 'registerMiddleware(app);',
    place: 'before the routes',
  }),
};
