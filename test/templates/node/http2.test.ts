/** Tests the ends of exchanges over HTTP/2, with a server and a connection for each claim. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  createServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { whenDone } from '../../../templates/typescript/node/exchange.js';
import { announcesBody } from '../../../templates/typescript/node/request.js';
import { until } from '../loopback.js';

type Respond = (res: Http2ServerResponse, follow: () => void, req: Http2ServerRequest) => void;
type Act = (stream: ClientHttp2Stream, session: ClientHttp2Session) => void;

/** The outcomes that are told of one request. */
async function outcomesOf(respond: Respond, act: Act = () => undefined, body?: string): Promise<readonly string[]> {
  const outcomes: string[] = [];
  const server = createServer((req, res) => {
    const follow = (): void => {
      // The types of HTTP/1 are those of all helpers.
      const [request, response]: [unknown, unknown] = [req, res];
      whenDone(request as IncomingMessage, response as ServerResponse, (outcome) => outcomes.push(outcome));
    };
    respond(res, follow, req);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = connect(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  session.on('error', () => undefined);
  const stream = session.request({ ':path': '/', ':method': body === undefined ? 'GET' : 'POST' });
  stream.on('error', () => undefined).resume();
  stream.end(body);
  act(stream, session);
  try {
    await until(() => outcomes.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 10));
    return outcomes;
  } finally {
    session.destroy();
    server.close();
  }
}

const begin: Respond = (res, follow) => {
  follow();
  res.write('beginning');
};

describe('the end of an exchange over HTTP/2', () => {
  it('is told once when the response is complete, without or with a body', async () => {
    const answers = [(res: Http2ServerResponse) => res.end(), (res: Http2ServerResponse) => res.end('body')];
    for (const answer of answers) {
      const outcomes = await outcomesOf((res, follow) => {
        follow();
        answer(res);
      });
      assert.deepEqual(outcomes, ['completed']);
    }
  });

  it('is `aborted` if the client resets the stream or leaves', async () => {
    const acts: readonly Act[] = [
      (stream) => {
        stream.once('data', () => {
          stream.close(constants.NGHTTP2_CANCEL);
        });
      },
      (stream) => {
        stream.once('data', () => {
          stream.close(constants.NGHTTP2_INTERNAL_ERROR);
        });
      },
      (stream, session) => {
        stream.once('data', () => {
          session.destroy();
        });
      },
    ];
    for (const [at, act] of acts.entries()) assert.deepEqual(await outcomesOf(begin, act), ['aborted'], String(at));
  });

  it('is `failed` if the server destroys the stream, with any error', async () => {
    const ends: readonly ((res: Http2ServerResponse) => void)[] = [
      ({ stream }) => {
        stream.destroy();
      },
      ({ stream }) => {
        stream.destroy(new Error('no more'));
      },
    ];
    for (const [at, end] of ends.entries()) {
      const outcomes = await outcomesOf((res, follow) => {
        begin(res, follow, res.req);
        setTimeout(() => {
          end(res);
        }, 10);
      });
      assert.deepEqual(outcomes, ['failed'], String(at));
    }
  });

  it('is told at once where it came before', async () => {
    const closed: Respond = (res, follow) => {
      res.stream.once('close', () => {
        follow();
      });
    };
    const leave: Act = (stream) => {
      setTimeout(() => {
        stream.close(constants.NGHTTP2_CANCEL);
      }, 20);
    };
    assert.deepEqual(await outcomesOf(closed, leave), ['aborted']);
    const sent: Respond = (res, follow, req) => {
      closed(res, follow, req);
      res.end('body');
    };
    assert.deepEqual(await outcomesOf(sent), ['completed']);
  });
});

it('a request over HTTP/2 announces a body unless it ends with its headers', async () => {
  const announced: boolean[] = [];
  const respond: Respond = (res, follow, req) => {
    const request: unknown = req;
    announced.push(announcesBody(request as IncomingMessage));
    follow();
    res.end();
  };
  await outcomesOf(respond);
  await outcomesOf(respond, undefined, 'body');
  assert.deepEqual(announced, [false, true]);
});
