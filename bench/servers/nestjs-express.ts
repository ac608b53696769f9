import { ExpressAdapter } from '@nestjs/platform-express';
import type { RequestListener } from 'node:http';
import { nestServer } from './nest.js';

export const server = nestServer(
  () => new ExpressAdapter(),
  (app) => ({ listener: app.getHttpAdapter().getInstance() as RequestListener }),
);
