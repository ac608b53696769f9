import { serve } from 'app';

export default {
  fetch: (request: Request, env: unknown, context: unknown): Response | Promise<Response> =>
    serve(request, env, context),
};
