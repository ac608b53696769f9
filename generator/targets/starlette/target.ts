import type { Target } from '../target.js';

export const starlette: Target = {
  name: 'starlette',
  label: 'Starlette',
  detect: { packages: ['starlette'], packagesWithin: ['fastapi'] },
  lacks: {},
  language: 'python',
  async emit(plan) {
    const [{ emitAsgi }, { frame }] = await Promise.all([import('../../servers/asgi/emit.js'), import('./frame.js')]);
    return emitAsgi(plan, frame);
  },
  mount: (module) => ({
    importLine: `from ${module} import register_middleware`,
    callLine: 'register_middleware(app)',
    place: 'before the routes',
  }),
};
