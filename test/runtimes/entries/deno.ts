import { serve } from 'app';

declare const Deno: { readonly serve: (options: object, handler: unknown) => unknown };
Deno.serve(
  {
    port: 0,
    hostname: '127.0.0.1',
    onListen: ({ port }: { port: number }) => console.log(`port ${String(port)}`),
    onError: () => new Response('runtime page', { status: 500 }),
  },
  serve,
);
