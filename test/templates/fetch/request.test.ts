import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  appendCookie,
  changeRequest,
  observeRequestBody,
  requestHeader,
  splitUrl,
  urlPath,
} from '../../../templates/typescript/fetch/request.js';

const url = 'http://localhost/';

describe('a URL', () => {
  const table: readonly (readonly [url: string, path: string, query: string | undefined])[] = [
    ['http://host/', '/', undefined],
    ['https://user@host:1/a/b?c=d#e', '/a/b', 'c=d'],
    ['http://host/a?', '/a', ''],
    ['http://host/a?b?c', '/a', 'b?c'],
    ['http://[::1]:80/%2F', '/%2F', undefined],
    ['http://host//a', '//a', undefined],
  ];
  for (const [text, path, query] of table) {
    it(`${text} has the path ${path}`, () => {
      assert.deepEqual(splitUrl(text), { path, query });
      assert.equal(urlPath(text), path);
    });
  }
});

describe('request headers', () => {
  it('count as missing if they are empty', () => {
    const headers = new Headers({ 'X-One': 'a', 'X-Empty': '' });
    assert.equal(requestHeader(headers, 'X-One'), 'a');
    assert.equal(requestHeader(headers, 'X-Empty'), undefined);
    assert.equal(requestHeader(headers, 'X-None'), undefined);
  });

  it('are joined with semicolons if they are cookies', () => {
    const headers = new Headers();
    appendCookie(headers, 'a=1');
    appendCookie(headers, 'b=2');
    assert.equal(headers.get('Cookie'), 'a=1; b=2');
  });

  it('are changed in place if they are mutable', () => {
    const request = new Request(url);
    assert.equal(
      changeRequest(request, (headers) => {
        headers.set('X-Own', '1');
      }),
      request,
    );
    assert.equal(request.headers.get('X-Own'), '1');
  });

  /** Makes the headers of a request immutable, as on some runtimes. */
  function immutable<Made extends Request>(request: Made): Made {
    const { headers } = request;
    const frozen = new Proxy(headers, {
      get: (target, name) => {
        if (name === 'delete') {
          return () => {
            throw new TypeError('immutable');
          };
        }
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    Object.defineProperty(request, 'headers', { configurable: true, value: frozen });
    return request;
  }

  const change = (headers: Headers): void => {
    headers.set('X-Own', '1');
  };

  it('are changed in a copy of the request, with its body, if they are immutable', async () => {
    const request = immutable(new Request(url, { method: 'POST', body: 'body', headers: { 'X-Other': '2' } }));
    const changed = changeRequest(request, change);
    assert.notEqual(changed, request);
    assert.equal(changed.headers.get('X-Own'), '1');
    assert.equal(changed.headers.get('X-Other'), '2');
    assert.equal(await changed.text(), 'body');
  });

  it("are changed on the original request if its class is a framework's own", () => {
    class FrameworkRequest extends Request {
      readonly more = 'more';
    }
    const request = immutable(new FrameworkRequest(url));
    const changed = changeRequest(request, change);
    assert.equal(changed, request);
    assert.equal(changed.headers.get('X-Own'), '1');
  });

  it('are not changed if the request is for an upgrade', () => {
    const request = immutable(new Request(url, { headers: { Upgrade: 'websocket' } }));
    assert.equal(
      changeRequest(request, () => assert.fail()),
      request,
    );
  });
});

describe('the body of a request', () => {
  const body = JSON.stringify({ a: 'é'.repeat(2000) });
  const type = 'application/json';
  const ways: Readonly<Record<string, (request: Request) => Promise<string>>> = {
    text: (request) => request.text(),
    json: async (request) => JSON.stringify(await request.json()),
    arrayBuffer: async (request) => Buffer.from(await request.arrayBuffer()).toString(),
    blob: async (request) => {
      const blob = await request.blob();
      assert.equal(blob.type, type);
      return blob.text();
    },
    'a stream': async (request) => {
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of request.body ?? []) text += decoder.decode(chunk as Uint8Array, { stream: true });
      return text;
    },
    'a clone': (request) => request.clone().text(),
    'a stream that is accessed twice': async (request) => {
      assert.equal(request.body, request.body);
      return new Response(request.body).text();
    },
  };
  for (const [way, read] of Object.entries(ways)) {
    it(`is observed as the application reads it: by ${way}`, async () => {
      const request = new Request(url, { method: 'POST', body, headers: { 'Content-Type': type } });
      // As by two middleware.
      const observers = [
        { pieces: [] as Uint8Array[], ends: 0 },
        { pieces: [] as Uint8Array[], ends: 0 },
      ];
      for (const observer of observers) {
        observeRequestBody(request, {
          onChunk: (chunk) => observer.pieces.push(chunk.slice()),
          onEnd: () => {
            observer.ends += 1;
          },
        });
      }
      assert.equal(await read(request), body);
      for (const { pieces, ends } of observers) {
        assert.equal(Buffer.concat(pieces).toString(), body);
        assert.equal(ends, 1);
      }
    });
  }

  it('is observed if it is read into buffers of the application, and can be broken off', async () => {
    const pieces: Uint8Array[] = [];
    let [ends, reason] = [0, undefined as unknown];
    const source = new ReadableStream({
      type: 'bytes',
      pull: (controller) => {
        controller.enqueue(new Uint8Array([1, 2, 3]));
      },
      cancel: (given) => {
        reason = given;
      },
    });
    const request = new Request(url, { method: 'POST', body: source, duplex: 'half' });
    observeRequestBody(request, {
      onChunk: (chunk) => pieces.push(chunk.slice()),
      onEnd: () => {
        ends += 1;
      },
    });
    const reader = request.body?.getReader({ mode: 'byob' });
    const first = await reader?.read(new Uint8Array(2));
    const second = await reader?.read(new Uint8Array(2));
    assert.deepEqual([...(first?.value ?? []), ...(second?.value ?? [])], [1, 2, 3]);
    assert.deepEqual([...Buffer.concat(pieces)], [1, 2, 3]);
    await reader?.cancel('enough');
    assert.equal(reason, 'enough');
    assert.equal(ends, 0);
  });

  it('is observed if it is a stream of another kind, with chunks that are empty', async () => {
    const source = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const chunk of ['a', '', 'b']) controller.enqueue(new TextEncoder().encode(chunk));
        controller.close();
      },
    });
    const request = new Request(url, { method: 'POST', body: source, duplex: 'half' });
    const pieces: Uint8Array[] = [];
    observeRequestBody(request, { onChunk: (chunk) => pieces.push(chunk.slice()), onEnd: () => undefined });
    assert.equal(await new Response(request.body).text(), 'ab');
    assert.equal(Buffer.concat(pieces).toString(), 'ab');
  });

  it('ends for a reader with buffers of its own', async () => {
    const request = new Request(url, { method: 'POST', body: 'ab' });
    observeRequestBody(request, { onChunk: () => undefined, onEnd: () => undefined });
    const { body: stream } = request;
    assert.ok(stream !== null);
    const reader = (stream as ReadableStream<Uint8Array>).getReader();
    assert.equal(Buffer.from((await reader.read()).value ?? []).toString(), 'ab');
    assert.equal((await reader.read()).done, true);
    assert.equal(request.body, stream);
  });

  it('is observed as a form', async () => {
    const form = new FormData();
    form.set('a', 'b');
    const request = new Request(url, { method: 'POST', body: form });
    let size = 0;
    observeRequestBody(request, { onChunk: (chunk) => (size += chunk.length), onEnd: () => undefined });
    const source: { readonly formData: () => Promise<FormData> } = request;
    assert.equal((await source.formData()).get('a'), 'b');
    assert.ok(size > 10);
  });

  it('that is there already locked is passed on as it is', () => {
    const request = new Request(url, { method: 'POST', body: 'ab' });
    const reader = request.body?.getReader();
    observeRequestBody(request, { onChunk: () => assert.fail(), onEnd: () => assert.fail() });
    assert.equal(request.body?.locked, true);
    assert.ok(reader !== undefined);
    assert.equal(new Request(url).body, null);
  });

  it('is observed once if the application also reads a clone', async () => {
    const pieces: Uint8Array[] = [];
    const halves = [body.slice(0, 100), body.slice(100)].map((half) => new TextEncoder().encode(half));
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const half of halves) controller.enqueue(half);
        controller.close();
      },
    });
    const request = new Request(url, { method: 'POST', body: stream, duplex: 'half' });
    observeRequestBody(request, { onChunk: (chunk) => pieces.push(chunk.slice()), onEnd: () => undefined });
    const clone = request.clone();
    assert.equal(await request.text(), body);
    assert.equal(await new Response(clone.body).text(), body);
    assert.equal(Buffer.concat(pieces).toString(), body);
  });

  it('is not read unless the application reads it', async () => {
    let pulled = 0;
    const stream = new ReadableStream<Uint8Array>(
      {
        pull: () => {
          pulled += 1;
        },
      },
      { highWaterMark: 0 },
    );
    const request = new Request(url, { method: 'POST', body: stream, duplex: 'half' });
    observeRequestBody(request, { onChunk: () => assert.fail(), onEnd: () => assert.fail() });
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(pulled, 0);
    assert.equal(request.bodyUsed, false);
  });

  it('passes errors to the application unchanged', async () => {
    const request = new Request(url, { method: 'POST', body: '{' });
    observeRequestBody(request, { onChunk: () => undefined, onEnd: () => undefined });
    await assert.rejects(request.json(), SyntaxError);
    await assert.rejects(request.text(), TypeError);
  });
});
