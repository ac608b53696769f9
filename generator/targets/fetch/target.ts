import { onFetch } from '../../servers/fetch/target.js';
import { requiredOptions } from '../../servers/typescript/required-options.js';
import type { Target } from '../target.js';

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
    files: [
      ...['wrangler.toml', 'wrangler.json', 'wrangler.jsonc', 'deno.json', 'deno.jsonc', 'bun.lock', 'bun.lockb'],
      ...['next.config.js', 'next.config.mjs', 'next.config.ts', 'next-env.d.ts'],
    ],
  },
  idAccess: (name) => ({ expression: `${name}Of(request)`, imported: `${name}Of` }),
  ...onFetch(() => import('./frame.js')),
  mount: (specifier, facts) => ({
    importLine: `import { withMiddleware } from '${specifier}';`,
    callLine: `const served = withMiddleware(handler${requiredOptions(facts)});`,
    place: 'around the handler that is served',
  }),
};
