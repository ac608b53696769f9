/** The suites of other projects that run with our middleware, each at a fixed version. */

/** What every suite has. */
interface Pinned {
  /** Also the name of the target in a spec. */
  readonly name: string;
  readonly repository: string;
  readonly tag: string;
  /** Where the version stands in the source, to notice a source of another version. */
  readonly version: { readonly file: string; readonly text: string };
  /** The tests that pass without the middleware, and what it sees, at least: nothing passes because nothing ran. */
  readonly least: { readonly passed: number; readonly requests: number; readonly records: number };
}

/** A suite whose dependencies come from npm. Versions are those of the suite's own `package.json`. */
export interface NodeSuite extends Pinned {
  readonly runner: 'mocha' | 'vitest' | 'node';
  /** The development dependencies that its tests need; linters and the like are left out. */
  readonly packages: readonly string[];
  /** For Node's own runner: the folder of the test files, and how their names end. */
  readonly tests?: { readonly folder: string; readonly ending: RegExp };
}

/** A suite whose dependencies come from pip, in the versions of a file in `requirements/`. */
export interface PythonSuite extends Pinned {
  readonly runner: 'pytest';
  readonly arguments: readonly string[];
  /** Folders of the source that can be imported from. */
  readonly importsFrom: readonly string[];
}

export type Suite = NodeSuite | PythonSuite;

export const suites: readonly Suite[] = [
  {
    name: 'express',
    repository: 'https://github.com/expressjs/express.git',
    tag: 'v5.2.1',
    version: { file: 'package.json', text: '"version": "5.2.1"' },
    runner: 'mocha',
    packages: [
      ...['after', 'connect-redis', 'cookie-parser', 'cookie-session', 'ejs', 'express-session', 'hbs', 'marked'],
      ...['method-override', 'mocha', 'morgan', 'pbkdf2-password', 'supertest', 'vhost'],
    ],
    least: { passed: 1225, requests: 1100, records: 1100 },
  },
  {
    name: 'koa',
    repository: 'https://github.com/koajs/koa.git',
    tag: 'v3.2.0',
    version: { file: 'package.json', text: '"version": "3.2.0"' },
    runner: 'node',
    packages: ['supertest'],
    tests: { folder: '__tests__', ending: /\.test\.js$/ },
    least: { passed: 430, requests: 128, records: 128 },
  },
  {
    name: 'fastify',
    repository: 'https://github.com/fastify/fastify.git',
    tag: 'v5.12.1',
    version: { file: 'package.json', text: '"version": "5.12.1"' },
    runner: 'node',
    packages: [
      ...[
        '@jsumners/line-reporter',
        'ajv',
        'ajv-errors',
        'ajv-formats',
        'ajv-i18n',
        'ajv-merge-patch',
        'fast-json-body',
      ],
      ...['fastify-plugin', 'fluent-json-schema', 'h2url', 'http-errors', 'joi', 'json-schema-to-ts', 'JSONStream'],
      ...['node-forge', 'proxyquire', 'split2', 'typebox', 'undici', 'vary', 'yup'],
    ],
    tests: { folder: 'test', ending: /\.test\.m?js$/ },
    least: { passed: 2220, requests: 1830, records: 1800 },
  },
  {
    name: 'hono',
    repository: 'https://github.com/honojs/hono.git',
    tag: 'v4.13.3',
    version: { file: 'package.json', text: '"version": "4.13.3"' },
    runner: 'vitest',
    packages: [
      ...['@hono/node-server', '@types/node', 'esbuild', 'jsdom', 'msw', 'oxc-parser', 'typescript', 'vitest', 'ws'],
      'zod',
    ],
    least: { passed: 3850, requests: 1700, records: 1500 },
  },
  {
    name: 'starlette',
    repository: 'https://github.com/encode/starlette.git',
    tag: '0.47.3',
    version: { file: 'starlette/__init__.py', text: '__version__ = "0.47.3"' },
    runner: 'pytest',
    arguments: ['tests'],
    importsFrom: ['.'],
    least: { passed: 915, requests: 930, records: 930 },
  },
  {
    name: 'fastapi',
    repository: 'https://github.com/fastapi/fastapi.git',
    tag: '0.141.1',
    version: { file: 'fastapi/__init__.py', text: '__version__ = "0.141.1"' },
    runner: 'pytest',
    // Without the benchmarks, which measure time and memory.
    arguments: ['tests', '--ignore=tests/benchmarks', '--ignore=tests/memory_benchmarks'],
    importsFrom: ['.', 'docs_src'],
    least: { passed: 3300, requests: 3100, records: 3100 },
  },
];
