/**
 * Tests route handlers as Next.js calls them. Next.js is too large to be installed for this, so its requests are
 * imitated: a subclass of `Request` with additional members, wrapped in a proxy that binds methods.
 */
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { cleanUp, generate } from './generate.js';

class RouteRequest extends Request {
  readonly nextUrl = new URL(this.url);
}

interface RouteContext {
  readonly params: Promise<{ readonly id: string }>;
}

interface Output {
  readonly withMiddleware: <Incoming extends Request, Rest extends unknown[]>(
    handler: (request: Incoming, ...rest: Rest) => Promise<Response>,
    options?: object,
  ) => (request: Incoming, ...rest: Rest) => Promise<Response>;
  readonly requestIdOf: (request: Request) => string | undefined;
}

/** Wraps a request as the server does before it calls a handler. */
function proxied(request: RouteRequest): RouteRequest {
  return new Proxy(request, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

after(cleanUp);

const spec = `api:
  timing: true
  requestId: true
  capture: { request: true, response: true, sink: callback, redact: { json: [password] } }`;

it('wraps a route handler with its request, its parameters and its body', async () => {
  const { withMiddleware, requestIdOf } = await generate<Output>('fetch', spec);
  const records: { path: string; request: { body?: string }; response: { body?: string } }[] = [];
  const POST = withMiddleware(
    async (request: RouteRequest, { params }: RouteContext) => {
      const { id } = await params;
      const body = (await request.json()) as object;
      return Response.json({ id, path: request.nextUrl.pathname, known: requestIdOf(request), ...body });
    },
    { onCapture: (record: (typeof records)[0]) => records.push(record) },
  );
  const request = new RouteRequest('http://x/api/users/7', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Request-Id': 'mine' },
    body: '{"password":"hunter2"}',
  });
  const response = await POST(proxied(request), { params: Promise.resolve({ id: '7' }) });
  assert.deepEqual(await response.json(), { id: '7', path: '/api/users/7', known: 'mine', password: 'hunter2' });
  assert.equal(response.headers.get('X-Request-Id'), 'mine');
  assert.match(response.headers.get('X-Process-Time') ?? '', /^\d+\.\d{6}$/);
  await turn();
  assert.equal(records.length, 1);
  assert.equal(records[0]?.path, '/api/users/7');
  assert.equal(records[0].request.body, '{"password":"[redacted]"}');
});

/** Makes the headers of a request immutable. */
function sealed(request: RouteRequest): RouteRequest {
  Object.defineProperty(request.headers, 'delete', {
    value: () => {
      throw new Error('Headers cannot be modified.');
    },
  });
  return request;
}

for (const [kind, request] of [
  ['proxied', proxied(new RouteRequest('http://x/api'))],
  ['sealed', sealed(new RouteRequest('http://x/api'))],
] as const) {
  it(`passes changed headers to a route handler, and keeps the other members of its ${kind} request`, async () => {
    const { withMiddleware } = await generate<Output>(
      'fetch',
      'api:\n  headers: { request: { set: { X-Seen: yes } } }',
    );
    const GET = withMiddleware((given: RouteRequest) =>
      Promise.resolve(Response.json([given.headers.get('X-Seen'), given.nextUrl.pathname])),
    );
    const response = await GET(request);
    assert.deepEqual(await response.json(), ['yes', '/api']);
  });
}
