import { onAsgi } from '../../servers/asgi/target.js';
import type { Target } from '../target.js';

export const fastapi: Target = {
  name: 'fastapi',
  label: 'FastAPI',
  detect: { packages: ['fastapi'] },
  ...onAsgi(() => import('./frame.js')),
};
