import { onNode, registeredOnApp } from '../../servers/node/target.js';
import type { Target } from '../target.js';

export const koa: Target = {
  name: 'koa',
  label: 'Koa',
  detect: { packages: ['koa'] },
  idAccess: (name) => ({ expression: `ctx.state.${name}` }),
  ...onNode(() => import('./frame.js')),
  mount: registeredOnApp('before other middleware'),
};
