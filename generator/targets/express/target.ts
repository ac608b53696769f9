import { onNode, registeredOnApp } from '../../servers/node/target.js';
import type { Target } from '../target.js';

export const express: Target = {
  name: 'express',
  label: 'Express',
  serves: ['express4', 'express5', 'connect'],
  detect: { packages: ['express'], packagesWithin: ['@nestjs/core'] },
  idAccess: (name) => ({ expression: `req.${name}` }),
  ...onNode(() => import('./frame.js')),
  mount: registeredOnApp('before body parsers and the routes'),
};
