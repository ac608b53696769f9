import { serve as listen } from '@hono/node-server';
import { serve } from 'app';

listen({ fetch: (request, env) => serve(request, env), port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`port ${String(port)}`);
});
