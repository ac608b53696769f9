/** Request bodies as they are read, and response bodies as they are sent. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { Place } from './suite.js';

export function requestBodies({ client }: Place): void {
  const json = '{"user":"é","password":"hunter2"}';
  const shown = '{"user":"é","password":"[redacted]"}';
  const headers = { 'Content-Type': 'application/json' };

  describe('request bodies', () => {
    for (const path of ['/text', '/json', '/pipe', '/clone']) {
      it(`are observed as ${path} reads them`, async () => {
        const { reply, record } = await client().exchange(path, { method: 'POST', headers, body: json });
        assert.equal(reply.body, path === '/clone' ? json + json : json);
        assert.deepEqual([record.request.size, record.request.body], [Buffer.byteLength(json), shown]);
      });
    }

    it('are observed as bytes and forms', async () => {
      const { reply, record } = await client().exchange('/buffer', {
        method: 'POST',
        body: new Uint8Array(5000).fill(120),
      });
      assert.equal(reply.body, '5000');
      const { size, truncated, body } = record.request;
      assert.deepEqual([size, truncated, body?.length], [5000, true, 1024]);
      const form = await client().exchange('/form', {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: 'a=1&password=x',
      });
      assert.equal(form.reply.body, '["a","password"]');
      assert.equal(form.record.request.body, 'a=1&password=[redacted]');
    });

    it('are marked as unread if the application does not read them', async () => {
      const { reply, record } = await client().exchange('/unread', { method: 'POST', headers, body: json });
      assert.equal(reply.status, 413);
      assert.deepEqual([record.request.omitted, record.request.size], ['unread', 0]);
      const large = new Uint8Array(1 << 20).fill(120);
      const part = await client().exchange('/part', { method: 'POST', body: large });
      assert.equal(part.record.request.omitted, 'unread');
      assert.ok(part.record.request.size > 0 && part.record.request.size < large.length);
    });
  });
}

export function responseBodies({ runtime, client }: Place): void {
  describe('response bodies', () => {
    it('are sent chunk by chunk', async () => {
      const { reply, record } = await client().exchange('/stream');
      assert.equal(reply.body, 'part 1\npart 2\npart 3\n');
      assert.ok(reply.head < 90, `the head after ${String(reply.head)} ms`);
      assert.ok(reply.pieces.length >= 3, `in ${String(reply.pieces.length)} pieces`);
      assert.deepEqual([record.response.body, record.outcome], [reply.body, 'completed']);
    });

    it('are sent after their headers, without delaying these', async () => {
      const { reply, record } = await client().exchange('/late');
      // Bun sends the response headers together with the first chunk.
      if (runtime !== 'bun') assert.ok(reply.head < 200, `the head after ${String(reply.head)} ms`);
      assert.equal(record.response.body, 'late');
    });

    it('are cancelled when the client disconnects', async () => {
      const { record, seen } = await client().exchange('/endless', { leaveAfter: 200 });
      assert.deepEqual([record.status, record.outcome], [200, 'aborted']);
      assert.ok(record.response.size > 0);
      if (seen.cancelled === 0) await pause(100);
      assert.equal(seen.cancelled + (await client().seen()).cancelled, 1);
    });

    it('are not read faster than the client accepts them', async () => {
      const { record, seen } = await client().exchange('/flood', { stallFor: 500 });
      assert.equal(record.outcome, 'aborted');
      assert.ok(seen.pulled < 400, `${String(seen.pulled)} pieces of 64 KiB pulled`);
    });

    it('fail as without middleware', async () => {
      const bare = await client().call('/health/broken');
      const { reply, record } = await client().exchange('/broken');
      assert.deepEqual([reply.status, reply.body, reply.isWhole], [bare.status, bare.body, bare.isWhole]);
      assert.equal(reply.isWhole, false);
      assert.deepEqual([record.outcome, record.response.body], ['failed', 'some some ']);
    });

    it('are sent completely, and recorded up to the limit', async () => {
      const { reply, record } = await client().exchange('/big');
      assert.equal(reply.body.length, 1 << 20);
      const { size, truncated, body } = record.response;
      assert.deepEqual([size, truncated, body?.length], [1 << 20, true, 1024]);
    });

    for (const path of ['/zipped', '/zipped-stream']) {
      it(`keep their content coding: ${path}`, async () => {
        const { reply, record } = await client().exchange(path, { headers: { 'Accept-Encoding': 'gzip' } });
        assert.equal(reply.headers['content-encoding'], 'gzip');
        assert.equal(gunzipSync(reply.bytes).toString(), 'zipped zipped zipped zipped\n');
        assert.equal(record.response.body, 'zipped zipped zipped zipped\n');
      });
    }
  });
}
