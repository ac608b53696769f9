/** NestJS on either of its adapters. Decorators are called, so that they need no compiler option. */
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Post,
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { createNest } from '../../test/conformance/apps/nestjs/create.js';
import { big, options, secondsSince, small, stream, type Application, type Server } from './application.js';
import { captureAll, morgan, pinoHttp } from './node-peers.js';

type Mount = (app: INestApplication) => void;
interface Imported {
  registerMiddleware: (app: INestApplication, given: typeof options) => void;
}
interface Reply {
  header(name: string, value: string): unknown;
}

class Routes {
  json(): object {
    return small;
  }
  echo(body: object): object {
    return body;
  }
  big(): StreamableFile {
    return new StreamableFile(big, { type: 'text/plain' });
  }
  stream(): StreamableFile {
    return new StreamableFile(stream('/stream'), { type: 'text/plain' });
  }
  gigabyte(): StreamableFile {
    return new StreamableFile(stream('/gigabyte'), { type: 'text/plain' });
  }
}
Controller()(Routes);
for (const name of ['json', 'echo', 'big', 'stream', 'gigabyte'] as const) {
  const descriptor = Object.getOwnPropertyDescriptor(Routes.prototype, name) ?? {};
  (name === 'echo' ? Post(name) : Get(name))(Routes.prototype, name, descriptor);
  HttpCode(200)(Routes.prototype, name, descriptor);
}
Body()(Routes.prototype, 'echo', 0);

export function nestServer(
  newAdapter: () => AbstractHttpAdapter,
  applicationOf: (app: INestApplication) => Application | Promise<Application>,
): Server<Mount, Imported> {
  return {
    async make(mount) {
      const app = await createNest(newAdapter(), { controllers: [Routes] });
      mount?.(app);
      await app.init();
      return applicationOf(app);
    },
    ours: (module) => (app) => module.registerMiddleware(app, options),
    others: {
      'timing, by hand': () => (app) => {
        app.useGlobalInterceptors({
          intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
            const started = performance.now();
            return next.handle().pipe(
              map((value: unknown) => {
                context.switchToHttp().getResponse<Reply>().header('X-Process-Time', secondsSince(started));
                return value;
              }),
            );
          },
        });
      },
      'capture, by hand': () => (app) => {
        app.use((_req: unknown, res: Parameters<typeof captureAll>[0], next: () => void) => {
          captureAll(res);
          next();
        });
      },
      'no bodies, morgan': async () => {
        const handler = await morgan();
        return (app) => app.use(handler);
      },
      'no bodies, pino-http': async () => {
        const handler = await pinoHttp();
        return (app) => app.use(handler);
      },
    },
  };
}
