import type { Target } from '../target.js';

export const fetch: Target = {
  name: 'fetch',
  label: 'Fetch handlers: Bun, Deno, Workers, route handlers',
  detect: {},
  lacks: {},
  language: 'typescript',
  async emit(plan) {
    const [{ emitFetch }, { frame }] = await Promise.all([import('../../servers/fetch/emit.js'), import('./frame.js')]);
    return emitFetch(plan, frame);
  },
  mount: (specifier) => ({
    importLine: `import { withMiddleware } from '${specifier}';`,
    callLine: 'const handler = withMiddleware(fetch);',
  }),
};
