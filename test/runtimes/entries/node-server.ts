import { serve as listen } from '@hono/node-server';
import { serve } from 'app';
import { WebSocketServer } from 'ws';

listen(
  {
    fetch: (request, env) => serve(request, env),
    port: 0,
    hostname: '127.0.0.1',
    websocket: { server: new WebSocketServer({ noServer: true }) },
  },
  ({ port }) => {
    console.log(`port ${String(port)}`);
  },
);
