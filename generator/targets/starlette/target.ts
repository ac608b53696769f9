import { onAsgi } from '../../servers/asgi/target.js';
import type { Target } from '../target.js';

export const starlette: Target = {
  name: 'starlette',
  label: 'Starlette',
  serves: ['asgi'],
  detect: { packages: ['starlette'], packagesWithin: ['fastapi'] },
  ...onAsgi(() => import('./frame.js')),
};
