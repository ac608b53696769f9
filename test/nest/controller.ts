/** A controller with everything that can respond in NestJS. Decorators are called, so that they need no compiler option. */
import {
  Body,
  Catch,
  Controller,
  Get,
  HttpCode,
  Param,
  ParseIntPipe,
  Post,
  Redirect,
  Res,
  Sse,
  StreamableFile,
  UseFilters,
  UseGuards,
  UseInterceptors,
  type ArgumentsHost,
  type CallHandler,
  type ExecutionContext,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import { from, map, type Observable } from 'rxjs';

/** The decorator of the generated code. */
export type RequestIdDecorator = (...pipes: (Type<PipeTransform> | PipeTransform)[]) => ParameterDecorator;

/** What both frameworks' responses have. */
interface Sending {
  status(code: number): Sending;
  send(body: unknown): unknown;
}

class Filter {
  catch(error: Error, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Sending>().status(418).send({ filtered: error.message });
  }
}
Catch()(Filter);

const upperCase: PipeTransform = { transform: (value: unknown) => String(value).toUpperCase() };

export function controllerWith(RequestId: RequestIdDecorator): Type {
  class Routes {
    json(): object {
      return { a: 1 };
    }
    body(body: unknown): unknown {
      return { took: body };
    }
    guarded(): string {
      return 'never';
    }
    piped(id: number): object {
      return { id };
    }
    filtered(): never {
      throw new Error('no tea');
    }
    thrown(): never {
      throw new Error('boom');
    }
    intercepted(): object {
      return { b: 2 };
    }
    file(): StreamableFile {
      return new StreamableFile(Buffer.from('a file'), { type: 'text/plain' });
    }
    events(): Observable<object> {
      return from([{ data: 'one' }, { data: 'two' }]);
    }
    manual(response: Sending): void {
      response.status(202).send('sent by hand');
    }
    redirected(): void {
      // The decorator says where.
    }
    id(id: string | undefined, changed: string | undefined): object {
      return { id, changed };
    }
  }
  const decorated: Readonly<Record<string, readonly MethodDecorator[]>> = {
    json: [Get('json')],
    body: [Post('body'), HttpCode(200), parameter(0, Body())],
    guarded: [Get('guarded'), UseGuards({ canActivate: () => false })],
    piped: [Get('piped/:id'), parameter(0, Param('id', ParseIntPipe))],
    filtered: [Get('filtered'), UseFilters(new Filter())],
    thrown: [Get('thrown')],
    intercepted: [
      Get('intercepted'),
      UseInterceptors({
        intercept: (_context: ExecutionContext, next: CallHandler<object>) =>
          next.handle().pipe(map((value) => ({ ...value, mapped: true }))),
      }),
    ],
    file: [Get('file')],
    events: [Sse('events')],
    manual: [Get('manual'), parameter(0, Res())],
    redirected: [Get('redirected'), Redirect('/api/json', 302)],
    id: [Get(['id', 'excluded/id']), parameter(0, RequestId()), parameter(1, RequestId(upperCase))],
  };
  Controller()(Routes);
  for (const [name, decorators] of Object.entries(decorated)) {
    const descriptor = Object.getOwnPropertyDescriptor(Routes.prototype, name) ?? {};
    for (const decorate of decorators) decorate(Routes.prototype, name, descriptor);
  }
  return Routes;
}

function parameter(index: number, decorator: ParameterDecorator): MethodDecorator {
  return (target, name) => {
    decorator(target, name, index);
  };
}
