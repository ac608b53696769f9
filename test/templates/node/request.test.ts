import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import {
  announcesBody,
  appendRequestHeader,
  observeRequestBody,
  requestHeader,
  removeRequestHeader,
  setRequestHeader,
  splitTarget,
  targetPath,
  withoutPseudoHeaders,
} from '../../../templates/typescript/node/request.js';
import { closeServers, exchange, serve } from '../loopback.js';

after(closeServers);

describe('a request target', () => {
  const table: readonly (readonly [target: string, path: string, query: string | undefined])[] = [
    ['/', '/', undefined],
    ['/a/b?c=d', '/a/b', 'c=d'],
    ['/a?', '/a', ''],
    ['/a?b?c', '/a', 'b?c'],
    ['/a?b#c', '/a', 'b'],
    ['//a/b', '//a/b', undefined],
    ['http://host/a?b', '/a', 'b'],
    ['HTTPS://host:1/', '/', undefined],
    ['http://host', '/', undefined],
    ['http://host?a', '/', 'a'],
    ['*', '*', undefined],
    ['host:443', 'host:443', undefined],
    ['', '/', undefined],
  ];
  for (const [target, path, query] of table) {
    it(`${JSON.stringify(target)} has the path ${path}`, () => {
      assert.deepEqual(splitTarget(target), { path, query });
      assert.equal(targetPath(target), path);
    });
  }
});

/** Sends a request with these headers and this body, and returns the result of `read`. */
async function inside<Result>(
  headers: readonly string[],
  read: (req: IncomingMessage) => Result | Promise<Result>,
  body = '',
): Promise<Result> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  const port = await serve((req, res) => {
    void (async () => {
      try {
        results.push(await read(req));
      } catch (error) {
        failures.push(error);
      }
      res.end();
    })();
  });
  const lines = [
    'POST / HTTP/1.1',
    'Host: a',
    'Connection: close',
    `Content-Length: ${String(body.length)}`,
    ...headers,
  ];
  await exchange(port, `${lines.join('\r\n')}\r\n\r\n${body}`);
  assert.deepEqual(failures, []);
  const [result] = results;
  if (result === undefined) throw new Error('The request did not arrive.');
  return result;
}

/** All values of a header that an application can read. */
function views(req: IncomingMessage, name: string): unknown[] {
  const raw = req.rawHeaders.filter((_, index) => req.rawHeaders[index - (index % 2)]?.toLowerCase() === name);
  return [req.headers[name], req.headersDistinct[name], raw];
}

describe('a request header', () => {
  it('is read as a single text, and counts as missing if it is empty', async () => {
    const read = await inside(
      ['X-One: a', 'X-Two: a', 'X-Two: b', 'X-Empty:', 'Set-Cookie: a', 'Set-Cookie: b'],
      (req) => ['x-one', 'x-two', 'x-empty', 'x-none', 'set-cookie'].map((name) => requestHeader(req, name)),
    );
    assert.deepEqual(read, ['a', 'a, b', undefined, undefined, 'a, b']);
  });

  it('is replaced in all places where the application can read it', async () => {
    const shown = await inside(['X-One: a', 'x-one: b', 'X-Other: c'], (req) => {
      setRequestHeader(req, 'X-One', 'new');
      return [views(req, 'x-one'), views(req, 'x-other')];
    });
    assert.deepEqual(shown, [
      ['new', ['new'], ['X-One', 'new']],
      ['c', ['c'], ['X-Other', 'c']],
    ]);
  });

  it('is removed in all places', async () => {
    const shown = await inside(['X-One: a', 'x-one: b'], (req) => {
      removeRequestHeader(req, 'X-One');
      return [views(req, 'x-one'), 'x-one' in req.headers, 'x-one' in req.headersDistinct];
    });
    assert.deepEqual(shown, [[undefined, undefined, []], false, false]);
  });

  it('does not make Node derive what the application does not read', async () => {
    const shown = await inside(['X-One: a', 'x-one: b', '__proto__: c'], (req) => {
      let reads = 0;
      const get = (): object => {
        reads += 1;
        return {};
      };
      Object.defineProperty(req, 'headersDistinct', { configurable: true, get });
      setRequestHeader(req, 'X-One', 'new');
      appendRequestHeader(req, 'X-One', 'newer');
      const { headersDistinct } = req;
      const names = Object.keys(headersDistinct);
      return [
        reads,
        names,
        headersDistinct['x-one'],
        headersDistinct['__proto__'],
        req.headersDistinct === headersDistinct,
      ];
    });
    const names = ['host', 'connection', 'content-length', '__proto__', 'x-one'];
    assert.deepEqual(shown, [0, names, ['new', 'newer'], ['c'], true]);
  });

  it('receives another value after the existing ones', async () => {
    const shown = await inside(['X-One: a', 'Cookie: a=1', 'Set-Cookie: a'], (req) => {
      for (const name of ['X-One', 'Cookie', 'Set-Cookie', 'X-New']) appendRequestHeader(req, name, 'b');
      return ['x-one', 'cookie', 'set-cookie', 'x-new'].map((name) => views(req, name));
    });
    assert.deepEqual(shown, [
      ['a, b', ['a', 'b'], ['X-One', 'a', 'X-One', 'b']],
      ['a=1; b', ['a=1', 'b'], ['Cookie', 'a=1', 'Cookie', 'b']],
      [
        ['a', 'b'],
        ['a', 'b'],
        ['Set-Cookie', 'a', 'Set-Cookie', 'b'],
      ],
      ['b', ['b'], ['X-New', 'b']],
    ]);
  });
});

describe('the raw headers of a request over HTTP/2', () => {
  it('are told without those for the method and the path', () => {
    const raw = [':method', 'GET', 'x-one', ':a', ':path', '/', 'x-two', 'b'];
    assert.deepEqual(withoutPseudoHeaders(raw), ['x-one', ':a', 'x-two', 'b']);
  });
});

describe('the body of a request', () => {
  it('is announced by its length or its coding', async () => {
    assert.equal(await inside([], announcesBody, 'body'), true);
    assert.equal(await inside([], announcesBody), false);
    const headers = { 'transfer-encoding': 'chunked' };
    assert.equal(announcesBody({ headers, httpVersionMajor: 1 } as unknown as IncomingMessage), true);
  });

  it('is not what other events of a request tell', async () => {
    let seen = 0;
    await inside([], (req) => {
      observeRequestBody(req, () => {
        seen += 1;
      });
      return req.emit('other', 'text');
    });
    assert.equal(seen, 0);
  });

  const body = 'The body of a request. '.repeat(4000);
  const ways: Readonly<Record<string, (req: IncomingMessage) => Promise<string>>> = {
    'a listener': async (req) => {
      let read = '';
      req.on('data', (chunk) => (read += String(chunk)));
      await once(req, 'end');
      return read;
    },
    'an iterator': (req) => text(req),
    'reads of a certain size': async (req) => {
      let read = '';
      req.on('readable', () => {
        for (let piece = req.read(100) as Buffer | null; piece !== null; piece = req.read(100) as Buffer | null) {
          read += String(piece);
        }
        read += String((req.read() as Buffer | null) ?? '');
      });
      await once(req, 'end');
      return read;
    },
    text: async (req) => {
      req.setEncoding('latin1');
      let read = '';
      req.on('data', (chunk) => (read += String(chunk)));
      await once(req, 'end');
      return read;
    },
    'reads that put half of the bytes back': async (req) => {
      let read = '';
      let count = 0;
      req.on('readable', () => {
        for (let piece = req.read() as Buffer | null; piece !== null; piece = req.read() as Buffer | null) {
          count += 1;
          const half = count < 20 ? Math.ceil(piece.length / 2) : piece.length;
          read += String(piece.subarray(0, half));
          if (half < piece.length) req.unshift(piece.subarray(half));
        }
      });
      await once(req, 'end');
      return read;
    },
    'a listener that puts text back': async (req) => {
      const whole = Buffer.from('The body');
      req.setEncoding('hex');
      const [first] = (await once(req, 'data')) as [string];
      req.pause();
      req.unshift(first.slice(2 * whole.length), 'hex');
      return Buffer.from(whole.toString('hex') + (await text(req)), 'hex').toString();
    },
  };
  for (const [way, read] of Object.entries(ways)) {
    it(`is observed as the application reads it: by ${way}`, async () => {
      const pieces: Buffer[] = [];
      const taken = await inside(
        [],
        (req) => {
          observeRequestBody(req, (chunk, encoding) => {
            pieces.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk));
          });
          return read(req);
        },
        body,
      );
      assert.equal(taken, body);
      assert.equal(String(Buffer.concat(pieces)), body);
    });
  }

  it('is observed as the original bytes if the application sets an encoding', async () => {
    const bytes = Buffer.from([0x67, 0xc3, 0xbc, 0xff, 0x00]);
    for (const encoding of ['latin1', 'hex', 'base64'] as const) {
      const pieces: Buffer[] = [];
      const taken = await inside(
        [],
        (req) => {
          req.setEncoding(encoding);
          observeRequestBody(req, (chunk, given) => pieces.push(Buffer.from(chunk as string, given)));
          return text(req);
        },
        bytes.toString('latin1'),
      );
      assert.equal(taken, bytes.toString(encoding));
      assert.deepEqual(Buffer.concat(pieces), bytes);
    }
  });

  it('is not read before the application reads it', async () => {
    let seen = 0;
    const taken = await inside(
      [],
      async (req) => {
        observeRequestBody(req, (chunk) => {
          seen += chunk.length;
        });
        await new Promise((resolve) => setTimeout(resolve, 20));
        assert.equal(seen, 0, 'nothing is read');
        return text(req);
      },
      body,
    );
    assert.equal(taken, body);
    assert.equal(seen, body.length);
  });
});
