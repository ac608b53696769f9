import type { CanActivate, ExecutionContext } from '@nestjs/common';

/** The contexts of requests that have come to a handler, by Node's request. */
const contexts = new WeakMap<object, ExecutionContext>();

/** A guard that lets every request pass. Guards are the first that get the context of a request. */
export const contextKeeper: CanActivate = {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() === 'http') {
      const request = context.switchToHttp().getRequest<{ readonly raw?: object }>();
      contexts.set(request.raw ?? request, context);
    }
    return true;
  },
};

/** The context of a request; `undefined` if no handler was found for it, or if it did not come so far. */
export function contextOf(req: object): ExecutionContext | undefined {
  return contexts.get(req);
}
