/** Bundles each application with the entry file of each runtime. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Framework, here, type Spec } from './generate.js';

export const runtimes = ['node-server', 'plain-node', 'bun', 'deno', 'workerd'] as const;
export type Runtime = (typeof runtimes)[number];

interface Bundler {
  readonly build: (options: object) => Promise<unknown>;
}

/** The modules with Hono's WebSocket helper. */
const upgradeHelpers: Readonly<Record<Runtime, string>> = {
  'node-server': '@hono/node-server',
  'plain-node': '@hono/node-server',
  bun: 'hono/bun',
  deno: 'hono/deno',
  workerd: 'hono/cloudflare-workers',
};

/** Creates a single file that a runtime can run. */
export async function bundle(framework: Framework, runtime: Runtime, spec: Spec): Promise<string> {
  const outfile = join(here, '.work', `${framework}-${spec}-${runtime}.mjs`);
  const { build } = (await import(pathToFileURL(join(here, 'node_modules/esbuild/lib/main.js')).href)) as Bundler;
  await build({
    entryPoints: [join(here, 'entries', `${runtime}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    // CommonJS packages call `require` for Node's built-in modules.
    banner: runtime.includes('node')
      ? { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" }
      : {},
    platform: runtime.includes('node') ? 'node' : 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    external: ['node:*'],
    target: 'es2023',
    alias: {
      app: join(here, `${framework}-app.ts`),
      [`${framework}-middleware`]: join(here, '.work', `${framework}-${spec}`, 'middleware', 'index.ts'),
      'upgrade-helper': upgradeHelpers[runtime],
    },
    logLevel: 'error',
  });
  return outfile;
}
