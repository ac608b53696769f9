import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  appendCookie,
  changeRequest,
  observeRequestBody,
  requestHeader,
  splitUrl,
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
      const pieces: Uint8Array[] = [];
      let ends = 0;
      const request = new Request(url, { method: 'POST', body, headers: { 'Content-Type': type } });
      observeRequestBody(request, {
        onChunk: (chunk) => pieces.push(chunk.slice()),
        onEnd: () => {
          ends += 1;
        },
      });
      assert.equal(await read(request), body);
      assert.equal(Buffer.concat(pieces).toString(), body);
      assert.equal(ends, 1);
    });
  }

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
