/** Faults in the code for Fetch handlers and for Hono. */
import type { Mutant } from './index.js';

export const fetchMutants: readonly Mutant[] = [
  {
    name: 'a stream is read to its end before it is sent',
    file: 'internal/exchange.ts',
    find: '{ highWaterMark: 0 }',
    replace: '{ highWaterMark: Infinity }',
    cases: 'stream',
  },
  {
    name: 'data that is available immediately is not sent',
    file: 'internal/exchange.ts',
    find: 'const waiting = [...early.chunks];',
    replace: 'const waiting = early.chunks.slice(early.chunks.length);',
    cases: 'stream',
  },
  {
    name: 'only one of several cookies is kept',
    file: 'internal/exchange.ts',
    find: 'return new Response(joinBytes(early.chunks), init);',
    replace:
      'return new Response(joinBytes(early.chunks), { status: init.status, headers: Object.fromEntries(init.headers) });',
    cases: 'response capture',
  },
  {
    name: 'the status of a copied response is lost',
    file: 'internal/exchange.ts',
    find: 'return new Response(joinBytes(early.chunks), init);',
    replace: 'return new Response(joinBytes(early.chunks), { headers: init.headers });',
    cases: 'response capture',
  },
  {
    name: 'immutable headers are changed',
    file: 'internal/request.ts',
    find: 'return false;',
    replace: 'return true;',
    cases: 'fetch',
  },
  {
    name: 'two records for one exchange',
    file: 'internal/exchange.ts',
    find: 'if (this.#isOpen) {',
    replace: 'if (outcome.length > 0) {',
    cases: 'abort',
  },
  {
    name: 'no record of a client that disconnects before the response',
    file: 'internal/exchange.ts',
    find: "signal.addEventListener('abort', this.#abandon);",
    replace: '',
    cases: 'abort',
  },
  {
    name: 'a broken stream counts as completed',
    file: 'internal/exchange.ts',
    find: "this.settle('failed');\n            controller",
    replace: "this.settle('completed');\n            controller",
    cases: 'abort',
  },
  {
    name: 'a disconnected client counts as served',
    file: 'internal/exchange.ts',
    find: "this.settle(size === declaredSize ? 'completed' : 'aborted');",
    replace: "this.settle('completed');",
    cases: 'abort',
  },
  {
    name: 'a body that is read twice is counted twice',
    file: 'internal/request.ts',
    find: 'const news = position - progress.seen;',
    replace: 'const news = chunk.byteLength;',
    cases: 'request capture',
  },
  {
    name: 'the request is read before the handler asks',
    file: 'internal/request.ts',
    find: 'const earlier = Object.getOwnPropertyDescriptor',
    replace:
      'void request.clone().arrayBuffer().then((all) => { observe(new Uint8Array(all)); });\n  const earlier = Object.getOwnPropertyDescriptor',
    cases: 'request capture',
  },
  {
    name: 'appended headers replace those that are there',
    file: '.ts',
    find: /headers\.append\(/g,
    replace: 'headers.set(',
    cases: 'headers',
  },
  {
    name: 'the query is included when routes are matched',
    file: 'internal/request.ts',
    find: 'return end === -1 ? path : path.slice(0, end);',
    replace: 'return path;',
    cases: 'routes',
  },
  {
    name: 'cookies are joined in records',
    file: 'internal/response.ts',
    find: 'headers.getSetCookie()',
    replace: "headers.getSetCookie().join(', ')",
    cases: 'response capture',
  },
  {
    name: 'no record of a handler that throws',
    file: '.ts',
    find: "exchange.settle('failed');",
    replace: '',
    cases: 'fetch',
  },
];

/** Faults with bodies that an adapter does not convert to streams, and with streams that go through the adapter. */
export const honoMutants: readonly Mutant[] = [
  {
    name: 'a connection that the handler destroys counts as closed by the client',
    file: 'internal/context.ts',
    find: /return outgoing === undefined \|\|[^;]+;/,
    replace: 'return outcome;',
    cases: 'abort',
  },
  {
    name: 'a body that is there at once is not observed',
    file: 'internal/exchange.ts',
    find: 'for (const chunk of early.chunks) {',
    replace: 'for (const chunk of early.chunks.slice(early.chunks.length)) {',
    cases: 'response capture',
  },
  {
    name: 'a body that the handler has written is not observed',
    file: 'internal/exchange.ts',
    find: /typeof body === 'string' \? encoder\.encode\(body\) : body/,
    replace: 'new Uint8Array(0)',
    cases: 'response capture',
  },
  {
    name: 'no record of a client that disconnects from Node before the response',
    file: 'internal/context.ts',
    find: "outgoing.on('close', listener);",
    replace: '',
    cases: 'abort',
  },
  {
    name: 'a disconnect does not stop the stream',
    file: 'internal/exchange.ts',
    find: 'return reader.cancel(reason);',
    replace: 'return Promise.resolve();',
    cases: 'stream',
  },
  {
    name: 'a stream that fails ends normally',
    file: 'internal/exchange.ts',
    find: 'controller.error(error);',
    replace: 'controller.close();',
    cases: 'abort',
  },
];
