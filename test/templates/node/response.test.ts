import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import {
  beforeHead,
  fieldText,
  type HeadersByName,
  observeBody,
  observeHead,
  replaceHeaders,
} from '../../../templates/typescript/node/response.js';
import { closeServers, exchange, serve } from '../loopback.js';

after(closeServers);

/** Calls a method as JavaScript can, with arguments that its type does not allow. */
function call(res: ServerResponse, method: 'writeHead' | 'write', given: readonly unknown[]): void {
  const methods = res as unknown as Readonly<Record<typeof method, (...given: readonly unknown[]) => unknown>>;
  methods[method](...given);
}

/** Returns the raw response, with its header lines as a list and without the date. */
async function answer(
  respond: (res: ServerResponse) => void,
  request?: string,
): Promise<{ readonly head: readonly string[]; readonly body: string }> {
  const text = await exchange(await serve((_, res) => respond(res)), request);
  const end = text.indexOf('\r\n\r\n');
  const head = text.slice(0, end).split('\r\n');
  return { head: head.filter((line) => !/^(?:Date|Connection):/.test(line)), body: text.slice(end + 4) };
}

/** The response without middleware. */
const plain = (respond: (res: ServerResponse) => void): ReturnType<typeof answer> => answer(respond);

/** The same response with its head intercepted, and the number of interceptions. */
async function intercepted(
  respond: (res: ServerResponse) => void,
  onHead: (res: ServerResponse) => void = () => undefined,
): Promise<Awaited<ReturnType<typeof answer>> & { readonly heads: number }> {
  let heads = 0;
  const answered = await answer((res) => {
    beforeHead(res, () => {
      heads += 1;
      onHead(res);
    });
    respond(res);
  });
  return { ...answered, heads };
}

describe('the head of a response', () => {
  const ways: Readonly<Record<string, (res: ServerResponse) => void>> = {
    end: (res) => res.setHeader('X-Own', '1').end('body'),
    'write and end': (res) => {
      res.setHeader('X-Own', '1').write('bo');
      res.end('dy');
    },
    flushHeaders: (res) => {
      res.setHeader('X-Own', '1').flushHeaders();
      res.end('body');
    },
    pipe: (res) => createReadStream(import.meta.filename).pipe(res),
    'writeHead with an object': (res) => res.writeHead(201, { 'X-Own': '1', 'X-Many': ['a', 'b'] }).end('body'),
    'writeHead with a reason': (res) => res.writeHead(201, 'Made So', { 'X-Own': '1' }).end('body'),
    'writeHead with only a reason': (res) => res.setHeader('X-Own', '1').writeHead(201, 'Made So').end('body'),
    'writeHead with a list': (res) =>
      res.writeHead(201, ['X-Own', '1', 'Set-Cookie', 'a', 'Set-Cookie', 'b']).end('body'),
    'writeHead with headers that were set before': (res) =>
      res.setHeader('x-own', 'before').writeHead(200, { 'X-Own': '1' }).end('body'),
    'writeHead with null as the reason': (res) => {
      call(res, 'writeHead', [201, null, { 'X-Own': '1' }]);
      res.end('body');
    },
    'a status without a body': (res) => res.writeHead(204, { 'X-Own': '1' }).end(),
    'a status as text': (res) => {
      call(res, 'writeHead', ['201', { 'X-Own': '1' }]);
      res.end('body');
    },
  };
  for (const [way, respond] of Object.entries(ways)) {
    it(`is byte for byte the same if it is not changed: ${way}`, async () => {
      const { heads, ...answered } = await intercepted(respond);
      assert.deepEqual(answered, await plain(respond));
      assert.equal(heads, 1);
    });

    it(`can be changed right before it is sent: ${way}`, async () => {
      const { head } = await intercepted(respond, (res) => {
        res.setHeader('X-Own', `was ${String(res.getHeader('X-Own'))}`);
        res.setHeader('X-Status', res.statusCode);
      });
      const { head: without } = await plain(respond);
      const own = without.find((line) => line.startsWith('X-Own:'))?.slice('X-Own: '.length);
      assert.ok(head.includes(`X-Own: was ${String(own)}`), head.join('\n'));
      assert.ok(head.includes(`X-Status: ${without[0]?.split(' ')[1] ?? ''}`), head.join('\n'));
    });
  }

  it('is observed as it is sent, and not changed', async () => {
    for (const respond of Object.values(ways)) {
      const told: [status: number, fields: string[]][] = [];
      const answered = await answer((res) => {
        const head = (status: number, headers: HeadersByName): void => {
          const fields = Array.from(headers).flatMap(([name, value]) =>
            [value].flat().map((one) => `${name}: ${String(one)}`),
          );
          told.push([status, fields]);
        };
        observeHead(res, { head });
        respond(res);
      });
      assert.deepEqual(answered, await plain(respond));
      const [first = '', ...lines] = answered.head;
      const framing = /^(?:transfer-encoding|content-length|keep-alive):/;
      const sent = lines.map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase()));
      assert.deepEqual(told, [[Number(first.split(' ')[1]), sent.filter((line) => !framing.test(line))]]);
    }
  });

  it('is observed once, if the first attempt to send it fails', async () => {
    const told: number[] = [];
    await answer((res) => {
      observeHead(res, { head: (status) => told.push(status) });
      assert.throws(() => res.writeHead(200, { 'X-Own': 'a\r\nb' }));
      res.writeHead(500).end();
    });
    assert.deepEqual(told, [500]);
  });

  it('keeps all values of a header that occurs in several pairs', async () => {
    const pairs = [
      ['Set-Cookie', 'a'],
      ['Set-Cookie', 'b'],
      ['X-Own', '1'],
    ];
    const { head } = await intercepted((res) => {
      call(res, 'writeHead', [200, pairs]);
      res.end();
    });
    assert.deepEqual(
      head.filter((line) => /^(?:Set-Cookie|X-Own)/.test(line)),
      ['Set-Cookie: a', 'Set-Cookie: b', 'X-Own: 1'],
    );
  });

  /** What a call of `writeHead` leads to: its error, if it has one, what is set after it, and what is sent in the end. */
  async function outcome(
    given: readonly unknown[],
    isEarly: boolean,
    isOurs: boolean | 'replacing' | 'observing',
  ): Promise<Readonly<Record<'seen' | 'status' | 'byName' | 'body', unknown>>> {
    const seen: unknown[] = [];
    const respond = (res: ServerResponse): void => {
      if (isEarly) res.setHeader('X-Early', '1').setHeader('X-B', 'early');
      try {
        call(res, 'writeHead', given);
      } catch (error) {
        seen.push((error as { code?: string }).code ?? error);
        // A header that is set again right before the next attempt can stay.
        const { 'x-ours': _, ...headers } = res.getHeaders();
        seen.push(headers, res.statusCode);
        res.writeHead(500, 'Page', { 'X-Page': '1' });
      }
      res.end();
    };
    const { head, body } = await answer((res) => {
      if (isOurs === 'replacing') replaceHeaders(res, () => ({ 'X-Ours': '1', 'X-Gone': undefined }));
      else if (isOurs === 'observing') observeHead(res, { head: () => undefined });
      else if (isOurs) beforeHead(res, () => undefined);
      respond(res);
    });
    const [status, ...fields] = head;
    // The order of lines matters for those of one name alone, and the case of names never.
    const lines = fields.map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase()));
    const byName = lines.sort((a, b) => a.split(':', 1).join().localeCompare(b.split(':', 1).join()));
    return { seen, status, byName: byName.filter((line) => line !== 'x-ours: 1'), body };
  }

  it('is the same to the byte, whatever `writeHead` is given', async () => {
    const name = fc.constantFrom('X-A', 'x-a', 'X-B', 'Set-Cookie', 'Content-Length', '', 'a b', 5, undefined, ['X-A']);
    const text = fc.constantFrom<unknown>('1', 0, null, undefined, 'a\r\nb', {}, 'é', Number.NaN, true);
    const value = fc.oneof({ weight: 3, arbitrary: text }, fc.array(fc.oneof(text, fc.array(text)), { maxLength: 3 }));
    const list = (pair: readonly unknown[]): string => String(pair[0]).toLowerCase();
    const pairs = fc.uniqueArray(fc.tuple(name, value), { maxLength: 4, selector: list });
    const fields = fc.oneof(
      fc.dictionary(fc.constantFrom('X-A', 'x-a', 'X-B', 'Set-Cookie', '', 'a b'), value, { maxKeys: 3 }),
      pairs.map((all) => all.flat(1)),
      pairs.map((all) => [...all.flat(1), 'odd']),
      fc.constantFrom<unknown>(undefined, null, 5, [], new Map([['X-A', '1']]), new Headers({ 'X-A': '1' })),
    );
    const status = fc.constantFrom<unknown>(200, '201', 200.9, 999.5, 99.9, Number.NaN, true, [204], 1000, undefined);
    const reason = fc.constantFrom<unknown>(undefined, null, 'Why Not', '', 'O\r\nK', 'é', '\u0100');
    const given = fc.oneof(
      fc.tuple(status, fields),
      fc.tuple(status, reason, fields),
      fc.tuple(fc.constant(200), reason, fields),
    );
    await fc.assert(
      fc.asyncProperty(given, fc.boolean(), async (args, isEarly) => {
        const expected = await outcome(args, isEarly, false);
        assert.deepEqual(await outcome(args, isEarly, true), expected);
        assert.deepEqual(await outcome(args, isEarly, 'replacing'), expected);
        assert.deepEqual(await outcome(args, isEarly, 'observing'), expected);
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  it('keeps all values of a header that is given several times, with earlier headers and without', async () => {
    const cookies = ['set-cookie: a', 'set-cookie: b', 'set-cookie: c'];
    const shapes = [
      ['Set-Cookie', 'a', 'Vary', 'Origin', 'set-cookie', ['b', 'c']],
      [
        ['Set-Cookie', ['a', 'b']],
        ['Vary', 'Origin'],
        ['Set-Cookie', 'c'],
      ],
    ];
    const spelled = { 'Set-Cookie': 'a', 'SET-COOKIE': ['b', 'c'] };
    for (const way of [true, 'replacing'] as const) {
      for (const fields of shapes) {
        assert.deepEqual(await outcome([200, fields], false, way), await outcome([200, fields], false, false));
        const { byName } = await outcome([200, fields], true, way);
        assert.deepEqual(
          (byName as string[]).filter((line) => line.startsWith('set-cookie')),
          cookies,
        );
      }
      for (const isEarly of [true, false]) {
        assert.deepEqual(await outcome([200, spelled], isEarly, way), await outcome([200, spelled], isEarly, false));
      }
    }
  });

  it('gets headers and loses others, whatever they were before', async () => {
    const heads: readonly (readonly unknown[])[] = [
      [200],
      [200, { 'x-set': 'theirs', 'X-GONE': 'theirs', 'X-Own': '1' }],
      [200, 'Fine', ['x-set', 'theirs', 'x-set', 'twice', 'X-Gone', 'theirs', 'X-Own', '1']],
      [
        200,
        null,
        [
          ['X-Set', 'theirs'],
          ['X-Own', '1'],
        ],
      ],
    ];
    for (const head of heads) {
      for (const isEarly of [true, false]) {
        const { head: lines } = await answer((res) => {
          replaceHeaders(res, () => ({ 'X-Set': 'ours', 'X-Gone': undefined }));
          if (isEarly) res.setHeader('X-Set', 'early').setHeader('X-Gone', 'early');
          call(res, 'writeHead', head);
          res.end();
        });
        assert.deepEqual(
          lines.filter((line) => /^x-(?:set|gone)/i.test(line)),
          ['X-Set: ours'],
        );
        assert.equal(lines.includes('X-Own: 1'), head.length > 1);
      }
    }
  });

  it('is not intercepted for informational responses', async () => {
    const { heads, head, body } = await intercepted((res) => {
      res.writeProcessing();
      res.writeEarlyHints({ link: '</a.css>; rel=preload' });
      res.setHeader('X-Own', '1').end('body');
    });
    assert.equal(heads, 1);
    assert.match(head[0] ?? '', /102/);
    assert.match(body, /103 Early Hints[^]*HTTP\/1\.1 200 OK[^]*X-Own: 1[^]*\r\n\r\nbody$/);
  });

  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    'a status that is too small': [99],
    'a status that is too large': [1000],
    'no status': [undefined],
    'a header without a value': [200, { 'X-Other': '1', 'X-Own': undefined }],
    'a header without a name': [200, { 'X-Other': '1', '': '1' }],
    'a name without a value': [200, ['X-Other', '1', 'X-Own']],
    'a line break in a value': [200, { 'X-Own': 'a\r\nb' }],
    'a line break in the reason': [200, 'O\r\nK'],
  };
  for (const [what, given] of Object.entries(wrong)) {
    it(`leads to Node's own error if it is invalid: ${what}`, async () => {
      const errors: unknown[] = [];
      const respond = (res: ServerResponse): void => {
        try {
          call(res, 'writeHead', given);
        } catch (error) {
          errors.push((error as { code?: string }).code ?? error);
        }
        res.writeHead(500, 'Page', { 'X-Own': 'page' }).end();
      };
      const without = await plain(respond);
      const { head, body, heads } = await intercepted(respond);
      assert.equal(heads, 1, 'only the head of the error page');
      assert.equal(errors.length, 2, 'both throw');
      assert.equal(errors[0], errors[1]);
      assert.deepEqual({ head, body }, without);
      assert.deepEqual(head.slice(0, 2), ['HTTP/1.1 500 Page', 'X-Own: page']);
    });
  }

  it("leads to Node's own error if a reason that was set before is invalid", async () => {
    const errors: unknown[] = [];
    const respond = (res: ServerResponse): void => {
      res.statusMessage = 'O\r\nK';
      try {
        res.writeHead(200, { 'X-Own': '1' });
      } catch (error) {
        errors.push((error as { code?: string }).code ?? error);
      }
      res.writeHead(500, 'Page', { 'X-Page': '1' }).end();
    };
    const without = await plain(respond);
    const { head, body, heads } = await intercepted(respond);
    assert.equal(heads, 1, 'only the head of the error page');
    assert.deepEqual(errors, ['ERR_INVALID_CHAR', 'ERR_INVALID_CHAR']);
    assert.deepEqual({ head, body }, without);
  });

  it("leads to Node's own error if it is sent twice", async () => {
    const codes: unknown[] = [];
    const { heads } = await intercepted((res) => {
      res.writeHead(200).flushHeaders();
      try {
        res.writeHead(500);
      } catch (error) {
        codes.push((error as { code?: string }).code);
      }
      res.end();
    });
    assert.deepEqual(codes, ['ERR_HTTP_HEADERS_SENT']);
    assert.equal(heads, 1);
  });

  it('is the same over HTTP/2, and no warning tells that we have asked for a reason there', async () => {
    const warnings: unknown[] = [];
    const warned = (warning: unknown): void => {
      warnings.push(warning);
    };
    process.on('warning', warned);
    const server = createHttp2Server((_, res) => {
      const http1 = res as unknown as ServerResponse;
      beforeHead(http1, () => {
        http1.setHeader('X-By', String(http1.getHeader('X-Own')));
      });
      res.writeHead(201, { 'X-Own': 'own' });
      res.end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const session = connect(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
    const [head] = (await once(session.request(), 'response')) as [Readonly<Record<string, unknown>>];
    session.close();
    await once(session, 'close');
    server.close();
    await once(server, 'close');
    process.off('warning', warned);
    assert.deepEqual([head[':status'], head['x-own'], head['x-by']], [201, 'own', 'own']);
    assert.deepEqual(warnings, []);
  });

  it('passes through several middleware, the innermost first', async () => {
    const order: string[] = [];
    const { head } = await answer((res) => {
      beforeHead(res, () => {
        order.push('outer');
        res.setHeader('X-By', `${String(res.getHeader('X-By'))}, outer`);
      });
      beforeHead(res, () => {
        order.push('inner');
        res.setHeader('X-By', 'inner');
      });
      res.writeHead(200, { 'X-By': 'handler' }).end();
    });
    assert.deepEqual(order, ['inner', 'outer']);
    assert.ok(head.includes('X-By: inner, outer'));
  });
});

describe('the body of a response', () => {
  /** The chunks that were observed, and the body that was sent, without framing. */
  async function observed(respond: (res: ServerResponse) => unknown): Promise<{ seen: string; sent: string }> {
    const pieces: Buffer[] = [];
    const { body } = await answer((res) => {
      res.setHeader('Content-Type', 'application/octet-stream');
      observeBody(res, (chunk, encoding) => {
        pieces.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk));
      });
      respond(res);
      // With HTTP/1.0, the body is sent without chunked encoding.
    }, 'GET / HTTP/1.0\r\n\r\n');
    return { seen: Buffer.concat(pieces).toString('latin1'), sent: body };
  }

  const ways: Readonly<Record<string, (res: ServerResponse) => unknown>> = {
    end: (res) => res.end('body'),
    'end without a body': (res) => res.end(),
    'end with only a callback': (res) => res.end(() => undefined),
    'several chunks': (res) => {
      res.write('one ');
      res.write(Buffer.from('two '));
      res.write(new Uint8Array(Buffer.from('three ')), () => undefined);
      res.end('four');
    },
    'text in an encoding': (res) => {
      res.write('é', 'latin1');
      res.write('68c3a9', 'hex', () => undefined);
      res.end('aGk=', 'base64');
    },
    'a stream': (res) => createReadStream(import.meta.filename).pipe(res),
    'chunks after the end': (res) => {
      res.on('error', () => undefined);
      res.end('body');
      res.write('late');
    },
  };
  for (const [way, respond] of Object.entries(ways)) {
    it(`is observed as it is sent: ${way}`, async () => {
      const { seen, sent } = await observed(respond);
      assert.equal(seen, sent);
    });
  }

  it('is observed once if `end` calls `write`', async () => {
    const pieces: string[] = [];
    const { body } = await answer((res) => {
      // As in the responses of HTTP/2, and in some libraries.
      const end = res.end.bind(res) as () => ServerResponse;
      Object.assign(res, {
        end: (chunk: string) => {
          res.write(chunk);
          return end();
        },
      });
      observeBody(res, (chunk) => pieces.push(String(chunk)));
      res.end('body');
    }, 'GET / HTTP/1.0\r\n\r\n');
    assert.deepEqual(pieces, ['body']);
    assert.equal(body, 'body');
  });

  it('is not observed if the response rejects it', async () => {
    const seen: unknown[] = [];
    const errors: unknown[] = [];
    await answer((res) => {
      observeBody(res, (chunk) => seen.push(chunk));
      try {
        call(res, 'write', [12]);
      } catch (error) {
        errors.push((error as { code?: string }).code);
      }
      res.end();
    });
    assert.deepEqual(errors, ['ERR_INVALID_ARG_TYPE']);
    assert.deepEqual(seen, []);
  });

  it('does not change return values, backpressure and callbacks', async () => {
    const calls: string[] = [];
    const results: unknown[] = [];
    const large = Buffer.alloc(4_000_000, 'x');
    const { body } = await answer((res) => {
      observeBody(res, () => undefined);
      results.push(
        res.write(large, () => calls.push('written')),
        res.end('!', () => calls.push('ended')) === res,
      );
    }, 'GET / HTTP/1.0\r\n\r\n');
    assert.equal(body.length, large.length + 1);
    assert.deepEqual(results, [false, true]);
    assert.deepEqual(calls, ['written', 'ended']);
  });
});

describe('a header field', () => {
  it('is read as a single text', () => {
    assert.equal(fieldText(undefined), undefined);
    assert.equal(fieldText('a'), 'a');
    assert.equal(fieldText(12), '12');
    assert.equal(fieldText(['a', 'b']), 'a, b');
  });
});
