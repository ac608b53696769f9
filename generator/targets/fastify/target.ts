import { onNode } from '../../servers/node/target.js';
import type { Target } from '../target.js';

export const fastify: Target = {
  name: 'fastify',
  label: 'Fastify',
  detect: { packages: ['fastify'] },
  idAccess: (name) => ({ expression: `request.raw.${name}` }),
  ...onNode({ frame: () => import('./frame.js'), place: 'before the routes' }),
};
