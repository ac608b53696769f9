import { serve } from 'app';

declare const Bun: { readonly serve: (options: object) => { readonly port: number } };
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  development: false,
  fetch: serve,
  error: () => new Response('runtime page', { status: 500 }),
});
console.log(`port ${String(server.port)}`);
