/** Generated middleware on the HTTP/2 servers of Node, for the frameworks that run on them. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { applications } from './applications.js';
import { serveOnHttp2, type OnHttp2 } from './serve.js';

const spec = `
mw:
  timing: true
  requestId: true
  headers:
    request: { set: { X-Added: "\${request.method}" }, append: { X-Many: second }, remove: [X-Secret] }
    response: { set: { X-Path: "\${request.path}" }, append: { X-Set: "1" } }
  capture: { request: true, response: true, redact: { query: [token] }, sink: callback }
  hooks: { before: true, after: true, done: true }
`;

/** Needs less code, which takes another way to the headers. */
const smallSpec = `
mw:
  timing: true
  headers: { response: { set: { X-Ours: "1" }, remove: [X-Theirs] } }
`;

for (const { name, start } of applications) {
  it(`HTTP/2 with ${name}: headers that are set and removed`, async () => {
    const server = await serveOnHttp2(name, smallSpec, start);
    const session = connect(server.origin);
    for (const path of ['/json', '/head', '/hints']) {
      const stream = session.request({ ':path': path });
      const [[headers]] = (await Promise.all([once(stream, 'response'), text(stream)])) as [
        [Readonly<Record<string, unknown>>],
        string,
      ];
      assert.deepEqual([headers['x-ours'], headers['x-theirs']], ['1', undefined], path);
      assert.match(String(headers['x-process-time']), /^\d+\.\d{6}$/, path);
      if (path === '/head') assert.deepEqual(headers['set-cookie'], ['a=1', 'b=2']);
    }
    session.close();
    await server.close();
  });

  describe(`HTTP/2 with ${name}`, () => {
    let server: OnHttp2;
    let session: ClientHttp2Session;
    const warnings: string[] = [];
    const warned = ({ message }: Error): void => void warnings.push(message);
    const open = (): ClientHttp2Session => connect(server.origin).on('error', () => undefined);
    const ask = (headers: Readonly<Record<string, string>>, body?: readonly string[]): ClientHttp2Stream => {
      const stream = session.request({ ...headers }, { endStream: body === undefined });
      stream.on('error', () => undefined);
      for (const piece of body ?? []) stream.write(piece);
      if (body !== undefined) stream.end();
      return stream;
    };
    const answer = async (stream: ClientHttp2Stream): Promise<Readonly<Record<string, unknown>>> => {
      const [[headers], body] = await Promise.all([once(stream, 'response'), text(stream)]);
      return { ...(headers as Readonly<Record<string, unknown>>), body };
    };
    before(async () => {
      process.on('warning', warned);
      server = await serveOnHttp2(name, spec, start);
      session = open();
    });
    after(async () => {
      session.close();
      await server.close();
      process.off('warning', warned);
      assert.deepEqual(warnings, []);
    });

    it('puts headers on the response, changes those of the request, and records no pseudo-header', async () => {
      const { body, ...headers } = await answer(
        ask({ ':path': '/headers?token=s3cret', 'x-secret': 'x', 'x-many': 'first', 'x-request-id': 'mine' }),
      );
      const seen = JSON.parse(String(body)) as Readonly<Record<string, unknown>>;
      assert.equal(headers['x-path'], '/headers');
      assert.equal(headers['x-set'], '1');
      assert.equal(headers['x-request-id'], 'mine');
      assert.match(String(headers['x-process-time']), /^\d+\.\d{6}$/);
      assert.deepEqual([seen['x-added'], seen['x-many'], seen['x-secret']], ['GET', 'first, second', undefined]);
      const [record] = await server.records(1);
      assert.equal(record?.path, '/headers');
      assert.equal(record.query, 'token=[redacted]');
      assert.equal(record.requestId, 'mine');
      assert.equal(record.outcome, 'completed');
      assert.equal(record.response.body, body);
      assert.deepEqual(record.request, {
        headers: { 'x-secret': 'x', 'x-many': 'first', 'x-request-id': 'mine' },
        size: 0,
        truncated: false,
        omitted: 'empty',
      });
      assert.ok(!JSON.stringify(record).includes('s3cret'));
    });

    it('records a request body that announces no length', async () => {
      const { body } = await answer(
        ask({ ':method': 'POST', ':path': '/echo', 'content-type': 'text/plain' }, ['one', ' two']),
      );
      assert.equal(body, 'one two');
      const [record] = await server.records(1);
      assert.deepEqual([record?.request.body, record?.request.size], ['one two', 7]);
      assert.deepEqual([record?.response.body, record?.response.size], ['one two', 7]);
    });

    it('records a body that the application does not read as unread', async () => {
      await answer(ask({ ':method': 'POST', ':path': '/unread', 'content-type': 'text/plain' }, ['abc']));
      const [record] = await server.records(1);
      assert.equal(record?.request.omitted, 'unread');
    });

    it('leaves early hints and trailers as they are', async () => {
      const stream = ask({ ':path': '/hints' });
      const [early, trailers] = await Promise.all([once(stream, 'headers'), once(stream, 'trailers'), answer(stream)]);
      const [hints] = early as [Readonly<Record<string, unknown>>];
      assert.deepEqual([hints[':status'], hints['x-process-time']], [103, undefined]);
      assert.equal((trailers[0] as Readonly<Record<string, unknown>>)['x-trailer'], 'end');
      const [record] = await server.records(1);
      assert.deepEqual([record?.status, record?.outcome], [200, 'completed']);
    });

    it('has no body in the record of HEAD', async () => {
      const { body, ...headers } = await answer(ask({ ':method': 'HEAD', ':path': '/json' }));
      assert.deepEqual([headers['x-path'], body], ['/json', '']);
      const [record] = await server.records(1);
      assert.equal(record?.response.omitted, 'empty');
    });

    it('reads the ID in a handler', async () => {
      const { body } = await answer(ask({ ':path': '/id', 'x-request-id': 'seen' }));
      assert.equal(body, 'seen');
      await server.records(1);
    });

    const ways: Readonly<Record<string, (stream: ClientHttp2Stream) => void>> = {
      'cancels the stream': (stream) => {
        stream.close(constants.NGHTTP2_CANCEL);
      },
      'resets the stream with an error': (stream) => {
        stream.close(constants.NGHTTP2_INTERNAL_ERROR);
      },
      'closes the connection': () => {
        session.destroy();
        session = open();
      },
      'resets the connection': () => {
        (session.socket as Socket | undefined)?.resetAndDestroy();
        session = open();
      },
    };
    for (const [way, leave] of Object.entries(ways)) {
      for (const [when, path, status] of [
        ['before the headers', '/wait', null],
        ['in the middle of the body', '/part', 200],
      ] as const) {
        it(`records one aborted exchange if the client ${way} ${when}`, async () => {
          const arrived = server.arrival();
          const stream = ask({ ':path': path });
          if (status === null) await arrived;
          else await once(stream, 'data');
          leave(stream);
          const [record, ...others] = await server.records(1);
          assert.deepEqual([record?.status, record?.outcome, others.length], [status, 'aborted', 0]);
          server.open();
          await pause(20);
          assert.equal(server.count(), 0);
        });
      }
    }

    it('records an aborted exchange if the client cancels while the end of the body waits for it', async () => {
      const stream = ask({ ':path': '/large' });
      await once(stream, 'response');
      await pause(20);
      stream.close(constants.NGHTTP2_CANCEL);
      const [record] = await server.records(1);
      assert.deepEqual([record?.status, record?.outcome], [200, 'aborted']);
    });

    for (const code of [constants.NGHTTP2_NO_ERROR, constants.NGHTTP2_CANCEL, constants.NGHTTP2_INTERNAL_ERROR]) {
      it(`records a failure if the application closes the stream with code ${String(code)}`, async () => {
        const stream = ask({ ':path': '/close', 'x-code': String(code) }).resume();
        await new Promise((resolve) => stream.once('close', resolve));
        const [record] = await server.records(1);
        assert.deepEqual([record?.status, record?.outcome], [200, 'failed']);
      });
    }

    it('records a failure if the application breaks off', async () => {
      const stream = ask({ ':path': '/break' });
      await new Promise((resolve) => stream.once('close', resolve));
      const [record] = await server.records(1);
      assert.deepEqual([record?.status, record?.outcome], [200, 'failed']);
    });
  });
}
