/**
 * Tests of other projects that fail with our middleware in front, and must: each with the reason why it is no defect.
 * `npm run foreign` fails when one of them passes, and when a test fails that is not here.
 */
export interface Difference {
  readonly suite: string;
  /** As the command prints it. */
  readonly test: string;
  readonly reason: string;
}

/** Errors that the middleware reports in tests that give cause for it. */
export interface Report {
  readonly suite: string;
  /** The text of the error. */
  readonly error: string;
  readonly reason: string;
}

/** Requests of a test file that leave no record. All others leave one. */
export interface Unrecorded {
  readonly suite: string;
  /** Empty where the runner does not tell the file. */
  readonly file: string;
  readonly requests: number;
  readonly reason: string;
}

const isAsynchronous = 'expects an error or an answer before the call returns; behind middleware, answers are promises';
const misses = 'takes away a global of the runtime that the middleware needs';
const adds = 'compares all headers of a response, to which those of the middleware are added';
const isTimed = 'looks for a Server-Timing header, which the middleware adds';
const hasNoHeaders = 'passes an object without headers as the request';

const isNotRead =
  'does not read a response that is a stream, nor cancel it; an exchange lasts until then (see "a streamed response has its record when somebody has read it" in test/fetch/hono.test.ts)';

const hono: Readonly<Record<string, string>> = {
  'src/hono.test.ts: Error handle Basic Should throw Error if a non-Error object is thrown in a handler':
    isAsynchronous,
  'src/adapter/cloudflare-pages/handler.test.ts: Adapter for Cloudflare Pages Should not use `basePath()` if path argument is not passed':
    isAsynchronous,
  'src/adapter/vercel/handler.test.ts: Adapter for Next.js Should not use `route()` if path argument is not passed':
    isAsynchronous,
  'src/helper/proxy/index.test.ts: Proxy Middleware proxy client disconnect':
    'aborts in the same turn, and expects that the handler is listening already; it waits for the hook `before`',
  'src/adapter/lambda-edge/handler.test.ts: handle Should support multiple cookies': adds,
  'src/helper/ssg/ssg.test.tsx: toSSG function should avoid memory leak from `req.signal.addEventListener()`':
    'counts the listeners of a signal; the middleware has one as long as the request lasts',
  'src/middleware/cache/index.test.ts: Customizing Caching Keys Should retrieve cached response with dynamic cache name and key':
    'sends one stored body twice, which works only as long as nobody reads it',
  'src/middleware/cache/index.test.ts: Cache Skipping Logic Should bypass QUERY caching when Web Crypto is not available':
    misses,
  'src/middleware/etag/index.test.ts: Etag Middleware When crypto is not available Should not generate etag': misses,
  "src/middleware/timing/index.test.ts: Server-Timing API Should handle crossOrigin setting Should use Date.now as backup if performance API isn't available":
    misses,
  'src/middleware/timing/index.test.ts: Server-Timing API Configuration validation Should silently warn when no timing metrics are available':
    misses,
  'src/middleware/timing/index.test.ts: Server-Timing API Configuration validation Should silently warn when trying to end a non-existent timer':
    misses,
  'src/middleware/timing/index.test.ts: Server-Timing API Should handle timing options Should use enabled function return value':
    isTimed,
  'src/middleware/timing/index.test.ts: Server-Timing API Should handle timing options Should handle total false and value-less metrics without description':
    isTimed,
  'src/middleware/serve-static/index.test.ts: Serve Static Middleware Should not allow a directory traversal - /static/%2e%2e/static/hello.html':
    hasNoHeaders,
  'src/middleware/serve-static/index.test.ts: Serve Static Middleware Should not allow a backslash separator injection - /static/admin%5Csecret.txt':
    hasNoHeaders,
  'src/middleware/serve-static/index.test.ts: Serve Static Middleware Should return response object content as-is':
    hasNoHeaders,
};

const fastify: Readonly<Record<string, string>> = {
  'test/hooks.test.js: onRequest hook should support encapsulation / 2':
    'counts the hooks of an instance, of which the middleware is one',
  'test/pretty-print.test.js: pretty print - empty plugins':
    'compares what is printed about an instance with nothing in it',
  'test/pretty-print.test.js: pretty print - includeMeta, includeHooks':
    'compares the printed names of all hooks, of which the middleware is one',
};

export const differences: readonly Difference[] = [
  {
    suite: 'express',
    test: 'test/app.head.js: HEAD should output the same headers as GET requests',
    reason: 'compares all headers of two requests, and each has an ID, a time and a method of its own',
  },
  {
    suite: 'koa',
    test: '__tests__/context/state.test.js: ctx.state should provide a ctx.state namespace',
    reason: 'expects that `ctx.state` is empty; the request ID is there',
  },
  ...['asyncio', 'trio'].map((backend) => ({
    suite: 'starlette',
    test: `tests.middleware.test_base: test_multiple_middlewares_stacked_client_disconnected[${backend}]`,
    reason: adds,
  })),
  ...Object.entries(hono).map(([test, reason]) => ({ suite: 'hono', test, reason })),
  ...Object.entries(fastify).map(([test, reason]) => ({ suite: 'fastify', test, reason })),
];

/** None at present. */
export const reports: readonly Report[] = [];

const isUnanswered = 'simulates a request to which nothing ever responds';

const unrecordedBySuite: Readonly<
  Record<string, readonly (readonly [file: string, requests: number, reason: string])[]>
> = {
  hono: [
    ['runtime-tests/lambda/index.test.ts', 2, 'the stream to write to has no `write`, and the adapter stops reading'],
    ['src/helper/accepts/accepts.test.ts', 3, isNotRead],
    ['src/middleware/cache/index.test.ts', 2, misses],
    ['src/middleware/compress/index.test.ts', 17, isNotRead],
    ['src/middleware/etag/index.test.ts', 1, misses],
    ['src/middleware/serve-static/index.test.ts', 3, hasNoHeaders],
    ['src/middleware/timing/index.test.ts', 3, misses],
  ],
  fastify: [
    ['test/reply-error.test.js', 10, isUnanswered],
    ['test/schema-validation.test.js', 1, isUnanswered],
    ['test/skip-reply-send.test.js', 10, isUnanswered],
    [
      'test/stream.2.test.js',
      2,
      'simulates a request, and responds with an object that never ends instead of a stream',
    ],
  ],
};

export const unrecorded: readonly Unrecorded[] = Object.entries(unrecordedBySuite).flatMap(([suite, files]) =>
  files.map(([file, requests, reason]) => ({ suite, file, requests, reason })),
);
