import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { nestServer } from './nest.js';

export const server = nestServer(
  () => new FastifyAdapter(),
  async (app) => {
    const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
    await fastify.ready();
    return {
      listener: (req, res) => {
        fastify.routing(req, res);
      },
    };
  },
);
