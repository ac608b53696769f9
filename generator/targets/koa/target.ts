import { onNode } from '../../servers/node/target.js';
import type { Target } from '../target.js';

export const koa: Target = {
  name: 'koa',
  label: 'Koa',
  detect: { packages: ['koa'] },
  idAccess: (name) => ({ expression: `ctx.req.${name}` }),
  ...onNode({ frame: () => import('./frame.js'), place: 'before other middleware' }),
};
