import type { Target } from '../target.js';

export const express: Target = {
  name: 'express',
  label: 'Express',
  detect: { packages: ['express'] },
  lacks: {},
  language: 'typescript',
  async emit(plan) {
    const [{ emitNode }, { frame }] = await Promise.all([import('../../servers/node/emit.js'), import('./frame.js')]);
    return emitNode(plan, frame);
  },
  mount: (specifier) => ({
    importLine: `import { registerMiddleware } from '${specifier}';`,
    callLine: 'registerMiddleware(app);',
    place: 'before body parsers and the routes',
  }),
};
