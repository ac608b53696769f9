import { onNode } from '../../servers/node/target.js';
import type { Target } from '../target.js';

export const fastify: Target = {
  name: 'fastify',
  label: 'Fastify',
  detect: { packages: ['fastify'] },
  ...onNode({ frame: () => import('./frame.js'), place: 'before the routes' }),
};
