import { onFetch } from '../../servers/fetch/target.js';
import { requiredOptions } from '../../servers/typescript/required-options.js';
import type { Target } from '../target.js';

/** How the platforms are given a handler. */
const handlers = [
  {
    routeFiles: ['route'],
    files: ['next.config.js', 'next.config.mjs', 'next.config.ts', 'next-env.d.ts'],
    callLine: 'export const GET = handler;',
    place: 'around each of its handlers, and likewise in the files of other routes',
    filesInWords: 'the file of each route, `route.ts`',
    unfitFiles: ['proxy', 'middleware'],
    note:
      'Not in `proxy.ts`, which was `middleware.ts` before Next.js 16: it runs before the route and does not see its ' +
      'response, so that durations, statuses and bodies would be those of the proxy.',
  },
  {
    call: 'Deno.serve',
    property: 'handler',
    isDirect: true,
    files: ['deno.json', 'deno.jsonc'],
    callLine: 'Deno.serve(handler);',
  },
  {
    call: 'Bun.serve',
    property: 'fetch',
    others: 'routes',
    files: ['bun.lock', 'bun.lockb'],
    callLine: 'Bun.serve({ fetch: handler });',
  },
  {
    property: 'fetch',
    files: ['wrangler.toml', 'wrangler.json', 'wrangler.jsonc'],
    callLine: 'export default { fetch: handler };',
  },
];

export const fetch: Target = {
  name: 'fetch',
  label: 'Fetch handlers: Bun, Deno, Workers, route handlers',
  serves: [
    'next',
    'nextjs',
    'next.js',
    'bun',
    'deno',
    'workers',
    'cloudflare',
    'cloudflare-workers',
    'vercel',
    'remix',
  ],
  detect: {
    files: handlers.flatMap(({ files }) => files),
    handlers,
  },
  idAccess: (name) => ({ expression: `${name}Of(request)`, imported: `${name}Of` }),
  ...onFetch(() => import('./frame.js')),
  mount: (specifier, facts) => ({
    importLine: `import { withMiddleware } from '${specifier}';`,
    callLine: `const served = withMiddleware(handler${requiredOptions(facts)});`,
    place: 'around the handler that is served',
  }),
};
