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

export const differences: readonly Difference[] = [
  {
    suite: 'express',
    test: 'test/app.head.js: HEAD should output the same headers as GET requests',
    reason: 'compares all headers of two requests, and each has an ID, a time and a method of its own',
  },
  ...['asyncio', 'trio'].map((backend) => ({
    suite: 'starlette',
    test: `tests.middleware.test_base: test_multiple_middlewares_stacked_client_disconnected[${backend}]`,
    reason: 'compares all headers of a response, to which those of the middleware are added',
  })),
];
