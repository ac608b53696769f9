import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  Exchange,
  finish,
  lifetimeAmong,
  type Lifetime,
  type ResponseObserver,
  type WholeBody,
} from '../../../templates/typescript/fetch/exchange.js';

const url = 'http://localhost/';

/** An observed exchange, and the callbacks that were called. */
function followed(
  request = new Request(url),
  lifetime?: Lifetime,
  bodyOf?: (response: Response) => WholeBody | undefined,
): Followed {
  const told: string[] = [];
  const chunks: Uint8Array[] = [];
  const tell = (outcome: string): Promise<void> => {
    told.push(outcome);
    return Promise.resolve();
  };
  const exchange = new Exchange(request, lifetime, tell, request.signal, bodyOf);
  const observer: ResponseObserver = {
    head: (response) => {
      told.push(`head ${String(response.status)}`);
      return true;
    },
    chunk: (chunk) => chunks.push(chunk),
  };
  return { exchange, observer, told, seen: () => Buffer.concat(chunks).toString() };
}

interface Followed {
  readonly exchange: Exchange;
  readonly observer: ResponseObserver;
  readonly told: string[];
  readonly seen: () => string;
}

/** A body that provides each chunk on demand, in a separate task. */
function slowly(
  ...pieces: readonly (string | Error)[]
): ReadableStream<Uint8Array<ArrayBuffer>> & { readonly asked: string[] } {
  const asked: string[] = [];
  const left = [...pieces];
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull: async (controller) => {
        asked.push('pull');
        await new Promise((resolve) => setTimeout(resolve, 2));
        const next = left.shift();
        if (next === undefined) controller.close();
        else if (typeof next === 'string') controller.enqueue(new TextEncoder().encode(next));
        else controller.error(next);
      },
      cancel: (reason) => {
        asked.push(`cancel ${String(reason)}`);
      },
    },
    { highWaterMark: 0 },
  );
  return Object.assign(stream, { asked });
}

/** A response as libraries implement it for runtimes without one, which is not related to the runtime's own class. */
class ForeignResponse {
  readonly body: ReadableStream<Uint8Array> | null;
  readonly status: number;
  readonly statusText: string;
  readonly headers: ForeignHeaders;

  constructor(
    body: ReadableStream<Uint8Array> | null,
    status: number,
    statusText: string,
    fields: readonly [string, string][],
  ) {
    this.body = body;
    this.status = status;
    this.statusText = statusText;
    this.headers = new ForeignHeaders(fields);
  }
}

class ForeignHeaders {
  readonly #headers: Headers;
  constructor(fields: readonly [string, string][]) {
    this.#headers = new Headers([...fields]);
  }
  get(name: string): string | null {
    return this.#headers.get(name);
  }
  has(name: string): boolean {
    return this.#headers.has(name);
  }
  set(name: string, value: string): void {
    this.#headers.set(name, value);
  }
  append(name: string, value: string): void {
    this.#headers.append(name, value);
  }
  delete(name: string): void {
    this.#headers.delete(name);
  }
  forEach(each: (value: string, name: string) => void): void {
    this.#headers.forEach((value, name) => {
      each(value, name);
    });
  }
}

describe('an exchange', () => {
  const wholes: Readonly<Record<string, () => Response>> = {
    text: () => new Response('body'),
    bytes: () => new Response(new TextEncoder().encode('body')),
    JSON: () => Response.json({ a: 1 }, { status: 201 }),
    'a form': () => new Response(new URLSearchParams({ a: '1' })),
    'a blob': () => new Response(new Blob(['bo', 'dy'])),
    nothing: () => new Response(null, { status: 204 }),
    'an empty text': () => new Response(''),
  };
  for (const [what, make] of Object.entries(wholes)) {
    it(`sends and shows the same response as the handler's: ${what}`, async () => {
      const { exchange, observer, told, seen } = followed();
      const sent = await exchange.follow(make(), observer);
      const expected = make();
      assert.equal(sent.status, expected.status);
      assert.deepEqual([...sent.headers], [...expected.headers]);
      const text = await expected.text();
      assert.equal(await sent.text(), text);
      assert.equal(seen(), text);
      assert.deepEqual(told, [`head ${String(expected.status)}`, 'completed']);
    });
  }

  it('sends a stream of several pieces that are there at once as a whole', async () => {
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const piece of ['one ', 'two ', 'three ', 'four']) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    });
    const { exchange, observer, told, seen } = followed();
    const sent = await exchange.follow(new Response(stream), observer);
    assert.deepEqual(told, ['head 200', 'completed']);
    assert.equal(await sent.text(), 'one two three four');
    assert.equal(seen(), 'one two three four');
  });

  it('is complete for a client that leaves with all declared bytes, of which some were there at once', async () => {
    let isFirst = true;
    const stream = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          if (!isFirst) await new Promise((resolve) => setTimeout(resolve, 2));
          controller.enqueue(new TextEncoder().encode(isFirst ? 'ab' : 'cd'));
          isFirst = false;
        },
      },
      { highWaterMark: 0 },
    );
    const { exchange, observer, told } = followed();
    const sent = await exchange.follow(new Response(stream, { headers: { 'Content-Length': '4' } }), observer);
    const reader = (sent.body ?? assert.fail()).getReader();
    await reader.read();
    await reader.read();
    await reader.cancel();
    assert.deepEqual(told, ['head 200', 'completed']);
  });

  it('is over when the last piece of a stream is taken, and not before', async () => {
    const { exchange, observer, told, seen } = followed();
    const sent = await exchange.follow(new Response(slowly('one ', 'two ', 'three')), observer);
    assert.deepEqual(told, ['head 200']);
    const reader = (sent.body ?? assert.fail()).getReader();
    await reader.read();
    await reader.read();
    assert.deepEqual(told, ['head 200']);
    assert.equal(Buffer.from((await reader.read()).value ?? []).toString(), 'three');
    assert.equal((await reader.read()).done, true);
    assert.equal(seen(), 'one two three');
    assert.deepEqual(told, ['head 200', 'completed']);
  });

  it('asks a stream for no more than the client takes, but for what it takes to see whether that is all', async () => {
    const stream = slowly('one', 'two', 'three', 'four');
    const { exchange, observer } = followed();
    const sent = await exchange.follow(new Response(stream), observer);
    const before = stream.asked.length;
    assert.ok(before <= 1, stream.asked.join());
    await (sent.body ?? assert.fail()).getReader().read();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(stream.asked.length <= before + 1, stream.asked.join());
  });

  it('reads no more than is worth it of a body that is there at once but large', async () => {
    let pulled = 0;
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull: (controller) => {
          pulled += 1;
          controller.enqueue(new Uint8Array(40_000));
          if (pulled === 100) controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const { exchange, observer } = followed();
    const sent = await exchange.follow(new Response(stream), observer);
    assert.ok(pulled < 10, String(pulled));
    assert.equal((await sent.arrayBuffer()).byteLength, 4_000_000);
  });

  it('fails as the stream fails, with its error', async () => {
    const { exchange, observer, told, seen } = followed();
    const broken = new Error('no more');
    const sent = await exchange.follow(new Response(slowly('one', broken)), observer);
    await assert.rejects(sent.text(), broken);
    assert.equal(seen(), 'one');
    assert.deepEqual(told, ['head 200', 'failed']);
  });

  it('is an abort when the client lets go of the body, and the handler hears of it', async () => {
    const { exchange, observer, told } = followed();
    const stream = slowly('one', 'two');
    const sent = await exchange.follow(new Response(stream), observer);
    const reader = (sent.body ?? assert.fail()).getReader();
    await reader.read();
    await reader.cancel('gone');
    assert.deepEqual(told, ['head 200', 'aborted']);
    assert.equal(stream.asked.at(-1), 'cancel gone');
  });

  it('is complete for a client that leaves with all the bytes that were declared', async () => {
    const { exchange, observer, told } = followed();
    const response = new Response(slowly('one', 'two'), { headers: { 'Content-Length': '6' } });
    const reader = ((await exchange.follow(response, observer)).body ?? assert.fail()).getReader();
    await reader.read();
    await reader.read();
    await reader.cancel();
    assert.deepEqual(told, ['head 200', 'completed']);
  });

  it('shows no body of an answer to HEAD, and does not read it', async () => {
    const { exchange, observer, told, seen } = followed(new Request(url, { method: 'HEAD' }));
    const stream = slowly('one');
    const response = new Response(stream);
    assert.equal(await exchange.follow(response, observer), response);
    assert.deepEqual(stream.asked, []);
    assert.equal(seen(), '');
    assert.deepEqual(told, ['head 200', 'completed']);
  });

  it('leaves what is no response of its own alone', async () => {
    const upgrade = followed();
    assert.equal(await upgrade.exchange.follow(undefined, upgrade.observer), undefined);
    assert.deepEqual(upgrade.told, ['completed']);
    const failure = followed();
    const error = Response.error();
    assert.equal(await failure.exchange.follow(error, failure.observer), error);
    assert.deepEqual(failure.told, ['failed']);
  });

  it('leaves a body alone that the handler has read', async () => {
    const { exchange, observer, told } = followed();
    const response = new Response('body');
    await response.text();
    assert.equal(await exchange.follow(response, observer), response);
    assert.deepEqual(told, ['head 200', 'completed']);
  });

  it('passes on values that are not responses, and responses whose body cannot be read', async () => {
    const headers = new Headers();
    for (const value of [
      null,
      'text',
      7,
      {},
      { status: 200 },
      { status: 200, headers: {} },
      { status: '200', headers },
    ]) {
      const { exchange, observer, told } = followed();
      assert.equal(await exchange.follow(value as never, observer), value);
      assert.deepEqual(told, ['failed'], JSON.stringify(value));
    }
    for (const body of [undefined, null, 'text', {}]) {
      const { exchange, observer, told } = followed();
      const response = { status: 201, headers, body } as unknown as Response;
      assert.equal(await exchange.follow(response, observer), response);
      assert.deepEqual(told, ['head 201', 'completed'], JSON.stringify(body));
    }
    const locked = new Response('body');
    locked.body?.getReader();
    const { exchange, observer } = followed();
    assert.equal(await exchange.follow(locked, observer), locked);
  });

  for (const status of [100, 700]) {
    it(`passes on a response whose status no copy can have: ${String(status)}`, async () => {
      const response = new Response('text');
      Object.defineProperty(response, 'status', { value: status });
      const { exchange, observer, told } = followed();
      assert.equal(await exchange.follow(response, observer), response);
      assert.equal(await response.text(), 'text');
      assert.deepEqual(told, [`head ${String(status)}`, 'completed']);
    });
  }

  it('keeps status, reason and headers of a response of another class, with headers that the runtime can read', async () => {
    for (const body of [() => new Response('body').body, () => slowly('bo', 'dy')]) {
      const { exchange, observer, seen } = followed();
      const given = new ForeignResponse(body(), 203, 'By Others', [
        ['X-Own', '1'],
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ]);
      const sent = await exchange.follow(given as unknown as Response, observer);
      assert.ok(sent instanceof Response && sent.headers instanceof Headers);
      assert.deepEqual([sent.status, sent.statusText, sent.headers.get('X-Own')], [203, 'By Others', '1']);
      assert.deepEqual(sent.headers.getSetCookie(), ['a=1', 'b=2']);
      assert.equal(await sent.text(), 'body');
      assert.equal(seen(), 'body');
    }
  });

  it('does not give a length to a response that is to be sent in chunks, even if all of it is available', async () => {
    const headers = { 'Transfer-Encoding': 'chunked' };
    const { exchange, observer, told, seen } = followed();
    const sent = await exchange.follow(new Response('body', { headers }), observer);
    assert.deepEqual(told, ['head 200']);
    assert.deepEqual([...sent.headers], [...new Response('body', { headers }).headers]);
    assert.equal(await sent.text(), 'body');
    assert.equal(seen(), 'body');
    assert.deepEqual(told, ['head 200', 'completed']);
  });

  it('starts no timer', async (test) => {
    const started = test.mock.method(globalThis, 'setTimeout');
    const { exchange, observer } = followed();
    await (await exchange.follow(new Response('body'), observer)).text();
    assert.equal(started.mock.callCount(), 0);
  });

  it('is over once: what comes after that is neither told nor touched', async () => {
    const { exchange, observer, told } = followed();
    exchange.settle('failed');
    exchange.settle('completed');
    const response = new Response(slowly('one'));
    assert.equal(await exchange.follow(response, observer), response);
    assert.deepEqual(told, ['failed']);
  });

  it('goes on without an observer', async () => {
    const { exchange, told } = followed();
    assert.equal(await (await exchange.follow(new Response(slowly('one', 'two')))).text(), 'onetwo');
    assert.deepEqual(told, ['completed']);
  });
});

describe('a client that leaves before it is answered', () => {
  it('ends the exchange', async () => {
    const controller = new AbortController();
    const { exchange, observer, told } = followed(new Request(url, { signal: controller.signal }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    assert.deepEqual(told, ['aborted']);
    await exchange.follow(new Response('late'), observer);
    assert.deepEqual(told, ['aborted']);
  });

  it('ends it too where it left before, without a wait', async () => {
    const { exchange, observer, told } = followed(new Request(url, { signal: AbortSignal.abort() }));
    assert.deepEqual(told, ['aborted']);
    await exchange.follow(new Response('late'), observer);
    assert.deepEqual(told, ['aborted']);
  });

  it('is told by the body from then on, where there is an answer', async () => {
    const controller = new AbortController();
    const { exchange, observer, told } = followed(new Request(url, { signal: controller.signal }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const sent = await exchange.follow(new Response(slowly('one', 'two')), observer);
    controller.abort();
    assert.deepEqual(told, ['head 200']);
    await sent.body?.cancel();
    assert.deepEqual(told, ['head 200', 'aborted']);
  });
});

describe('work after the response', () => {
  it('keeps the runtime until it is done', async () => {
    const waits: Promise<unknown>[] = [];
    let finishWork: () => void = () => undefined;
    const work = new Promise<void>((resolve) => {
      finishWork = resolve;
    });
    const request = new Request(url);
    const exchange = new Exchange(request, { waitUntil: (wait) => waits.push(wait) }, () => work, request.signal);
    await exchange.follow(new Response('body'));
    let isReleased = false;
    void waits[0]?.then(() => {
      isReleased = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(waits.length, 1);
    assert.equal(isReleased, false);
    finishWork();
    await waits[0];
  });

  it('is handed to what has `waitUntil` among the arguments', () => {
    const lifetime = { waitUntil: () => undefined };
    assert.equal(lifetimeAmong([{ KV: {} }, lifetime]), lifetime);
    assert.equal(lifetimeAmong([undefined, null, 'waitUntil', { waitUntil: true }]), undefined);
    assert.equal(lifetimeAmong([]), undefined);
  });

  it('reports what it throws or rejects with', async () => {
    const reported: unknown[] = [];
    const report = (error: unknown): number => reported.push(error);
    await finish(() => {
      throw new Error('thrown');
    }, report);
    await finish(() => Promise.reject(new Error('rejected')), report);
    await finish(() => 'fine', report);
    assert.deepEqual(reported.map(String), ['Error: thrown', 'Error: rejected']);
  });
});

describe('a response whose body is known', () => {
  it('is sent as it is, and is not read', async () => {
    for (const body of ['täxt', new TextEncoder().encode('täxt'), null]) {
      const { exchange, observer, told, seen } = followed(undefined, undefined, () => body);
      const given = new Response(body);
      assert.equal(await exchange.follow(given, observer), given);
      assert.deepEqual([given.bodyUsed, seen()], [false, body === null ? '' : 'täxt']);
      assert.deepEqual(told, ['head 200', 'completed']);
    }
  });

  it('is read if it is not that response', async () => {
    const { exchange, observer, seen } = followed(undefined, undefined, () => undefined);
    const given = new Response('other');
    assert.notEqual(await exchange.follow(given, observer), given);
    assert.equal(seen(), 'other');
  });
});
