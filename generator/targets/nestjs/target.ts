import { onNode, registeredOnApp } from '../../servers/node/target.js';
import type { Target } from '../target.js';

export const nestjs: Target = {
  name: 'nestjs',
  label: 'NestJS',
  serves: ['nest', '@nestjs/core'],
  detect: { packages: ['@nestjs/core'] },
  idAccess(name) {
    const decorator = name.charAt(0).toUpperCase() + name.slice(1);
    return { expression: `@${decorator}() id: string`, imported: decorator };
  },
  ...onNode(() => import('./frame.js')),
  mount: registeredOnApp('after `NestFactory.create()` and before `app.listen()`'),
};
