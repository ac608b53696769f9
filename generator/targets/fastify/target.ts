import { onNode, registeredOnApp } from '../../servers/node/target.js';
import type { Target } from '../target.js';

export const fastify: Target = {
  name: 'fastify',
  label: 'Fastify',
  detect: { packages: ['fastify'], packagesWithin: ['@nestjs/core'] },
  idAccess: (name) => ({ expression: `request.${name}` }),
  ...onNode(() => import('./frame.js')),
  mount: registeredOnApp('before everything else that is added to `app`'),
};
