/** A controller with the routes that are described in ../CONTRACT.md. */
import { All, Controller, Get, HttpCode, Post, Req, Res, type Type } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyRoutes } from '../listener/body-routes.js';
import type { ListenerRoute } from '../listener/call.js';
import { errorRoutes, plainRoutes } from '../listener/routes.js';
import { streamRoutes } from '../listener/stream-routes.js';
import type { Output } from '../node/control.js';
import type { Lab } from '../node/lab.js';
import { nestRoutes, type NestRoute } from './routes.js';

/** What a handler gets: Express's own objects, which extend Node's, or Fastify's, which contain them. */
interface Requested {
  readonly raw?: IncomingMessage;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}
interface Replying {
  readonly raw?: ServerResponse;
  hijack?(): void;
}

type Handler = (...given: never[]) => unknown;

export function controllerFor(lab: Lab, output: Output): Type {
  const own = nestRoutes(lab, output);
  const names = new Set(own.map(nameOf));
  const onNode = [...plainRoutes, ...errorRoutes, ...bodyRoutes, ...streamRoutes]
    .filter((route) => !names.has(nameOf(route)))
    .map((route) => onResponse(route, lab));
  class Routes {
    readonly lab = lab;
  }
  Controller()(Routes);
  for (const [index, { method, path, run, decorators = [] }] of [...own, ...onNode].entries()) {
    const name = `route${String(index)}`;
    const descriptor: TypedPropertyDescriptor<Handler> = { value: run, configurable: true };
    Object.defineProperty(Routes.prototype, name, descriptor);
    const route = method === 'GET' ? Get(path) : method === 'POST' ? Post(path) : All(path);
    for (const decorate of [route, ...decorators]) decorate(Routes.prototype, name, descriptor);
  }
  return Routes;
}

function nameOf({ method, path }: Pick<NestRoute, 'method' | 'path'>): string {
  return `${method ?? 'any'} ${path}`;
}

/** A route that takes the whole response with `@Res()`, and sends it with Node's own methods. */
function onResponse({ run, ...route }: ListenerRoute, lab: Lab): NestRoute {
  return {
    ...route,
    decorators: [
      // Nest's own status for POST is 201.
      HttpCode(200),
      (target, name) => {
        Req()(target, name, 0);
        Res()(target, name, 1);
      },
    ],
    async run(given: unknown, reply: unknown) {
      const { raw: request = given as IncomingMessage, params, query } = given as Requested;
      const { raw: response = reply as ServerResponse } = reply as Replying;
      const call = { request, response, params: Object.values(params), query: new URLSearchParams(query) };
      try {
        await run(call, lab);
      } catch (error) {
        // Nest ends a response that has begun as if it were complete.
        if (!response.headersSent) {
          // A reason phrase that Node has refused is still there.
          response.statusMessage = '';
          throw error;
        }
        response.destroy();
      }
      (reply as Replying).hijack?.();
    },
  };
}
