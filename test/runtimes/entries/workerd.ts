import { serve } from 'app';

export default {
  // A request with `forget` in its query is handled as if the runtime did not have `waitUntil`.
  fetch: (request: Request, env: unknown, context: unknown): unknown =>
    request.url.includes('forget') ? serve(request, env) : serve(request, env, context),
};
