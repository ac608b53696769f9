/** Status and headers of requests and responses, and how they are recorded. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Place } from './suite.js';

export function heads({ framework, runtime, client }: Place): void {
  it('adds headers to a response, and records it', async () => {
    const { reply, record } = await client().exchange('/json?a=1&token=secret', {
      headers: { 'X-Request-Id': 'mine' },
    });
    assert.equal(reply.body, '{"hello":"world","password":"hunter2"}');
    assert.match(String(reply.headers['x-process-time']), /^\d+\.\d{6}$/);
    assert.match(String(reply.headers['server-timing']), /^app;dur=\d+\.\d{3}$/);
    assert.equal(reply.headers['x-request-id'], 'mine');
    assert.equal(reply.headers['x-served'], 'there 200');
    assert.equal(reply.headers['cache-control'], 'no-store');
    assert.equal(reply.headers['x-powered-by'], undefined);
    assert.equal(record.query, 'a=1&token=[redacted]');
    assert.equal(record.requestId, 'mine');
    assert.deepEqual([record.request.omitted, record.response.size], ['empty', 38]);
    assert.equal(record.response.body, '{"hello":"world","password":"[redacted]"}');
  });

  it('keeps the length of a body that is not a stream', async () => {
    const { reply, record } = await client().exchange('/json');
    if (runtime !== 'plain-node') assert.equal(reply.headers['content-length'], '38');
    assert.equal(record.outcome, 'completed');
  });

  it('passes the changed request to a handler', async () => {
    const { reply, record } = await client().exchange('/headers', {
      headers: { 'X-Request-Id': 'abc', 'X-Drop': 'x' },
    });
    const headers = JSON.parse(reply.body) as Record<string, string>;
    assert.equal(headers['x-seen-by'], 'mwgen abc');
    assert.equal(headers['x-drop'], undefined);
    assert.equal(record.request.headers['x-drop'], 'x');
    assert.equal(record.request.headers['x-seen-by'], undefined);
  });

  it('makes the ID available to a handler', async () => {
    const { reply } = await client().exchange('/id', { headers: { 'X-Request-Id': 'known' } });
    assert.equal(reply.body, 'known');
  });

  it('does not change excluded routes', async () => {
    await client().seen();
    const reply = await client().call('/health/live');
    assert.equal(reply.headers['x-request-id'], undefined);
    assert.deepEqual((await client().seen()).records, []);
  });

  for (const [path, status] of [
    ['/no-content', 204],
    ['/reset-content', 205],
    ['/not-modified', 304],
  ] as const) {
    it(`leaves a ${String(status)} without a body`, async () => {
      const { reply, record } = await client().exchange(path);
      assert.equal(reply.status, status);
      assert.equal(reply.body, '');
      assert.ok(reply.headers['x-process-time'] !== undefined);
      assert.deepEqual([record.response.omitted, record.response.size], ['empty', 0]);
    });
  }

  for (const status of [301, 302, 303, 307, 308]) {
    it(`changes a redirect by ${String(status)}, whose headers are immutable`, async () => {
      const { reply, record } = await client().exchange(`/redirect?status=${String(status)}`);
      assert.equal(reply.status, status);
      assert.equal(reply.headers.location, 'http://example.test/there');
      assert.equal(reply.headers['x-served'], `there ${String(status)}`);
      assert.equal(record.status, status);
    });
  }

  it('does not change a network error', async () => {
    const bare = await client().call('/health/error');
    const { reply, record } = await client().exchange('/error');
    assert.deepEqual([reply.status, reply.body, reply.isWhole], [bare.status, bare.body, bare.isWhole]);
    assert.deepEqual([record.status, record.outcome], [null, 'failed']);
  });

  it('keeps cookies separate', async () => {
    const { reply, record } = await client().exchange('/cookies');
    assert.deepEqual(reply.headers['set-cookie'], ['a=1', 'b=2']);
    assert.deepEqual(record.response.headers['set-cookie'], ['[redacted]', '[redacted]']);
  });

  it('responds to HEAD without a body', async () => {
    const { reply, record } = await client().exchange('/json', { method: 'HEAD' });
    assert.equal(reply.body, '');
    assert.ok(reply.headers['x-process-time'] !== undefined);
    assert.deepEqual([record.method, record.response.omitted, record.response.size], ['HEAD', 'empty', 0]);
  });

  it('also applies if no route matches', async () => {
    const { reply, record } = await client().exchange('/nowhere');
    assert.equal(reply.status, 404);
    assert.equal(reply.headers['x-served'], 'there 404');
    assert.equal(record.status, 404);
  });

  it('records a handler that fails', async () => {
    const { reply, record } = await client().exchange('/throw');
    assert.equal(reply.status, 500);
    if (framework === 'hono') {
      assert.equal(reply.body, 'page: thrown');
      assert.equal(reply.headers['x-served'], 'there 500');
      assert.deepEqual([record.status, record.outcome], [500, 'completed']);
    } else {
      assert.deepEqual([record.status, record.outcome], [null, 'failed']);
    }
  });

  it('records a client that disconnects before the response headers', async () => {
    const { record } = await client().exchange('/slow', { leaveAfter: 100 });
    // A standalone workerd does not report that a client has disconnected before there is a response.
    const expected = runtime === 'workerd' ? [200, 'completed'] : [null, 'aborted'];
    assert.deepEqual([record.status, record.outcome], expected);
  });

  it('does not mix up concurrent requests', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `id-${String(index)}`);
    const replies = await Promise.all(ids.map((id) => client().call('/id', { headers: { 'X-Request-Id': id } })));
    assert.deepEqual(
      replies.map(({ body, headers }) => [body, headers['x-request-id']]),
      ids.map((id) => [id, id]),
    );
  });
}
