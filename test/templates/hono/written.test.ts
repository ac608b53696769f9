import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Context, Hono } from 'hono';
import type { WholeBody } from '../../../templates/typescript/fetch/exchange.js';
import { observeWriting } from '../../../templates/typescript/hono/written.js';

type Handler = (c: Context) => Response | Promise<Response>;

interface Answer {
  readonly response: Response;
  readonly known: WholeBody | undefined;
}

/** What a handler answers with and without observation, and what is known about the body. */
async function answered(handler: Handler): Promise<{ readonly observed: Answer; readonly plain: Response }> {
  const known: (WholeBody | undefined)[] = [];
  const app = new Hono();
  app.use('/observed', async (c, next) => {
    const outer = observeWriting(c);
    const bodyOf = observeWriting(c);
    await next();
    assert.equal(outer(c.res), bodyOf(c.res));
    known.push(bodyOf(c.res));
  });
  app.get('/observed', handler);
  app.get('/plain', handler);
  const observed = { response: await app.request('/observed'), known: known[0] };
  return { observed, plain: await app.request('/plain') };
}

const bytes = new TextEncoder().encode('bytes');

const handlers: Readonly<Record<string, readonly [handler: Handler, known: WholeBody | undefined]>> = {
  text: [(c) => c.text('some täxt'), 'some täxt'],
  'text with a status and headers': [(c) => c.text('text', 201, { 'X-A': 'a', 'Content-Type': 'text/css' }), 'text'],
  JSON: [(c) => c.json({ a: [1, null] }), '{"a":[1,null]}'],
  'JSON with a status, headers and cookies': [
    (c) => {
      c.header('Set-Cookie', 'a=1', { append: true });
      c.header('Set-Cookie', 'b=2', { append: true });
      c.status(202);
      return c.json('text', { headers: { 'Content-Type': 'application/problem+json', Vary: 'A' } });
    },
    '"text"',
  ],
  'JSON with a status and headers': [
    (c) => {
      c.header('Content-Type', 'text/plain');
      c.header('Set-Cookie', 'a=1', { append: true });
      return c.json({ a: 1 }, 201, { Vary: 'A', 'content-type': 'application/problem+json' });
    },
    '{"a":1}',
  ],
  'JSON with a status that was set before': [
    (c) => {
      c.status(404);
      return c.json({ a: 1 });
    },
    '{"a":1}',
  ],
  'JSON with headers in a list': [(c) => c.json(1, 203, { Link: ['<a>', '<b>'] }), '1'],
  'JSON of a value that calls toJSON': [(c) => c.json(new Date(0)), '"1970-01-01T00:00:00.000Z"'],
  'JSON of nothing': [(c) => c.json(undefined), undefined],
  HTML: [(c) => c.html('<p>'), '<p>'],
  'HTML that is not ready': [(c) => c.html(Promise.resolve('<p>')), undefined],
  bytes: [(c) => c.body(bytes), bytes],
  'no body': [(c) => c.body(null, 204), null],
  'a redirect': [(c) => c.redirect('/elsewhere'), null],
  'no route': [(c) => c.notFound(), '404 Not Found'],
  'a stream': [(c) => c.body(new Blob(['blob']).stream()), undefined],
  'another response': [
    (c) => {
      c.text('written, and not used');
      return new Response('other');
    },
    undefined,
  ],
  'a response that other middleware has replaced': [
    (c) => {
      c.res = c.text('written');
      c.header('X-Later', '1');
      return c.res;
    },
    undefined,
  ],
};

describe('the body that a handler writes', () => {
  for (const [name, [handler, known]] of Object.entries(handlers)) {
    it(`of ${name} is ${known === undefined ? 'not known' : 'known'}, and the response is the same`, async () => {
      const { observed, plain } = await answered(handler);
      assert.deepEqual(observed.known, known);
      assert.deepEqual([observed.response.status, observed.response.statusText], [plain.status, plain.statusText]);
      assert.deepEqual([...observed.response.headers], [...plain.headers]);
      assert.equal(await observed.response.text(), await plain.text());
    });
  }

  it('fails where it fails without observation', async () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    for (const handler of [(c: Context) => c.json(circular), (c: Context) => c.json({}, 204 as 200)]) {
      const { observed, plain } = await answered(handler);
      assert.deepEqual([observed.response.status, plain.status], [500, 500]);
    }
  });
});
