/** The routes that respond as NestJS does: with what a handler returns, with decorators, and with exceptions. */
import {
  Header,
  HttpCode,
  HttpException,
  Param,
  Query,
  Redirect,
  Req,
  Res,
  StreamableFile,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import { Readable } from 'node:stream';
import { blocksOf } from '../listener/stream-routes.js';
import type { Output } from '../node/control.js';
import { context } from '../node/extras.js';
import type { Lab } from '../node/lab.js';

/** Decorates a method of the controller, or its parameters. */
type Decorate = (target: object, name: string, descriptor: PropertyDescriptor) => void;

export interface NestRoute {
  /** Default: any. A route for `GET` is also for `HEAD`. */
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly run: (...given: unknown[]) => unknown;
  readonly decorators?: readonly Decorate[];
}

/** The decorator of the generated code, if the spec assigns request IDs. */
interface WithDecorator {
  readonly RequestId?: (...pipes: (Type<PipeTransform> | PipeTransform)[]) => ParameterDecorator;
}

function parameter(index: number, decorator: ParameterDecorator): Decorate {
  return (target, name) => {
    decorator(target, name, index);
  };
}

export function nestRoutes(lab: Lab, output: Output): readonly NestRoute[] {
  const { RequestId } = output as WithDecorator;
  return [
    { method: 'GET', path: '/json', run: () => Promise.resolve({ hello: 'world', n: 1 }) },
    { method: 'POST', path: '/json', run: () => ({ created: true }) },
    {
      method: 'GET',
      path: '/text',
      decorators: [Header('Content-Type', 'text/plain; charset=utf-8')],
      run: () => 'hello, wörld\n',
    },
    {
      method: 'GET',
      path: '/html',
      decorators: [Header('Content-Type', 'text/html; charset=utf-8')],
      run: () => '<p>hi</p>',
    },
    {
      method: 'GET',
      path: '/binary',
      run: () => new StreamableFile(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))),
    },
    { method: 'GET', path: '/no-content', decorators: [HttpCode(204)], run: () => undefined },
    { method: 'GET', path: '/redirect', decorators: [Redirect('/json', 302)], run: () => undefined },
    {
      path: '/users/:id',
      decorators: [parameter(0, Param('id')), parameter(1, Req())],
      run: (id, request) => ({ id, method: (request as { readonly method: string }).method }),
    },
    {
      method: 'GET',
      path: '/status/:code',
      decorators: [parameter(0, Param('code')), parameter(1, Res({ passthrough: true }))],
      run(code, response) {
        (response as { status: (code: number) => unknown }).status(Number(code));
        return { code: Number(code) };
      },
    },
    {
      method: 'GET',
      path: '/id',
      decorators: RequestId === undefined ? [] : [parameter(0, RequestId())],
      run: async (requestId) => {
        await new Promise((resolve) => setImmediate(resolve));
        return { requestId, context: context.getStore() ?? null };
      },
    },
    {
      method: 'GET',
      path: '/http-error',
      decorators: [Header('X-Error', 'teapot')],
      run: () => {
        throw new HttpException('no coffee', 418);
      },
    },
    {
      method: 'GET',
      path: '/large',
      decorators: [parameter(0, Query())],
      run(given) {
        const query = given as Readonly<Record<string, string>>;
        const blocks = Number(query['mib'] ?? 1) * 16;
        return new StreamableFile(Readable.from(blocksOf(blocks, lab)), {
          type: query['type'] ?? 'text/plain; charset=utf-8',
          ...(query['length'] === undefined ? {} : { length: blocks * 64 * 1024 }),
        });
      },
    },
  ];
}
