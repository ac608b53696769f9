/**
 * Responses that were fetched from another server: their headers are immutable, and their bodies are still being
 * received.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startUpstream, type Upstream } from '../upstream.js';
import type { Place } from './suite.js';

export function fetched({ client }: Place): void {
  describe('fetched responses', () => {
    let upstream: Upstream | undefined;
    before(async () => {
      upstream = await startUpstream();
    });
    after(() => upstream?.stop());
    const from = (path: string): string => `/fetched?from=${encodeURIComponent((upstream?.url ?? '') + path)}`;

    it('receive headers, and keep their own', async () => {
      const { reply, record } = await client().exchange(from('/'));
      assert.equal(reply.body, 'from upstream');
      assert.equal(reply.headers['x-upstream'], 'yes');
      assert.deepEqual(reply.headers['set-cookie'], ['a=1', 'b=2']);
      assert.equal(reply.headers['x-served'], 'there 200');
      assert.deepEqual([record.response.size, record.response.body], [13, 'from upstream']);
      assert.deepEqual(record.response.headers['set-cookie'], ['[redacted]', '[redacted]']);
    });

    it('are streamed', async () => {
      const { reply, record } = await client().exchange(from('/stream'));
      assert.equal(reply.body, 'one two');
      assert.ok(reply.head < 90, `the head after ${String(reply.head)} ms`);
      assert.equal(record.response.body, 'one two');
    });

    it('have no body if they had none', async () => {
      const { reply, record } = await client().exchange(from('/none'));
      assert.deepEqual([reply.status, reply.body, reply.headers['x-upstream']], [204, '', 'yes']);
      assert.deepEqual([record.status, record.response.omitted], [204, 'empty']);
    });

    it('can be redirects', async () => {
      const { reply, record } = await client().exchange(from('/redirect'));
      assert.deepEqual([reply.status, reply.headers.location], [307, '/elsewhere']);
      assert.equal(record.status, 307);
    });
  });
}
