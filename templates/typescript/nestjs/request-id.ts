import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext, PipeTransform, Type } from '@nestjs/common';

interface Identified {
  readonly requestId?: string;
}

/** Decorates a parameter of a handler: the ID of the request; `undefined` on excluded routes. */
export const RequestId: (...pipes: (Type<PipeTransform> | PipeTransform)[]) => ParameterDecorator =
  createParamDecorator((_data: unknown, context: ExecutionContext): string | undefined => {
    // Fastify's requests contain Node's, which middleware gets.
    const request = context.switchToHttp().getRequest<Identified & { readonly raw?: Identified }>();
    return (request.raw ?? request).requestId;
  });
