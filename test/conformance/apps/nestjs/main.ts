/** The NestJS application of the suite, for both adapters: `CONFORMANCE_ADAPTER` names the framework to run on. */
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import type { RequestListener } from 'node:http';
import { serve } from '../node/control.js';
import { extraMiddleware } from '../node/extras.js';
import { controllerFor } from './controller.js';
import { createNest } from './create.js';

const isOnFastify = process.env['CONFORMANCE_ADAPTER'] === 'fastify';

serve(async (lab, register, output) => {
  const { before = [], after = [], prefixed = false, errorPage = false } = lab.settings;
  const adapter = isOnFastify
    ? new FastifyAdapter({ routerOptions: { maxParamLength: 100_000 } })
    : new ExpressAdapter();
  // The routes read the request body themselves.
  const app = await createNest(adapter, { controllers: [controllerFor(lab, output)] }, { bodyParser: false });
  app.use((request: object, _response: unknown, next: () => void) => {
    Object.assign(request, { lab });
    next();
  });
  for (const name of before) app.use(extraMiddleware(name, lab, express));
  register(app);
  for (const name of after) app.use(extraMiddleware(name, lab, express));
  if (prefixed) app.setGlobalPrefix('api');
  if (errorPage) app.useGlobalFilters(errorPageFor(app.get(HttpAdapterHost)));
  if (adapter instanceof ExpressAdapter) {
    await app.init();
    return adapter.getInstance<RequestListener>();
  }
  const instance = adapter.getInstance();
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('*', (_request, _payload, done) => {
    done(null);
  });
  await app.init();
  await instance.ready();
  return (request, response) => {
    instance.routing(request, response);
  };
});

/** The application's own error page. */
function errorPageFor({ httpAdapter }: HttpAdapterHost): ExceptionFilter {
  class ErrorPage implements ExceptionFilter<Error> {
    catch(error: Error, host: ArgumentsHost): void {
      const response = host.switchToHttp().getResponse<unknown>();
      httpAdapter.setHeader(response, 'Content-Type', 'text/html; charset=utf-8');
      httpAdapter.reply(response, `<h1>${error.message}</h1>`, 503);
    }
  }
  Catch()(ErrorPage);
  return new ErrorPage();
}
