/** The routes of both applications: plain Fetch handlers by method and path. */
type Handler = (request: Request) => Response | Promise<Response>;

/** Records and events of the server, which the client reads. */
export const seen: { records: unknown[]; outcomes: string[]; cancelled: number; pulled: number; errors: string[] } = {
  records: [],
  outcomes: [],
  cancelled: 0,
  pulled: 0,
  errors: [],
};

/** Stores a record. With `later` in the query, it takes as long as a sink that uses the network. */
export async function keep(record: { readonly query?: string }): Promise<void> {
  if (record.query?.includes('later') === true) await pause(100);
  seen.records.push(record);
}

const encoder = new TextEncoder();

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function streamOf(
  pull: (controller: ReadableStreamDefaultController<Uint8Array>, turn: number) => void | Promise<void>,
): ReadableStream<Uint8Array> {
  let turn = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        turn += 1;
        seen.pulled += 1;
        await pull(controller, turn);
      },
      cancel() {
        seen.cancelled += 1;
      },
    },
    { highWaterMark: 0 },
  );
}

const text = { headers: { 'Content-Type': 'text/plain' } };

function broken(): Response {
  const body = streamOf(async (controller, turn) => {
    await pause(20);
    if (turn > 2) controller.error(new Error('broken off'));
    else controller.enqueue(encoder.encode('some '));
  });
  return new Response(body, text);
}

/** The gzip encoding of "zipped zipped zipped zipped\n", without a timestamp. */
const zipped = Uint8Array.from(atob('H4sIAAAAAAACA6vKLChITVGowkJxAQCjEc/iHAAAAA=='), (character) =>
  character.charCodeAt(0),
);

/** A response with an encoded body. `encodeBody` tells workerd not to encode it again. */
function encoded(body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>): Response {
  const headers = { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' };
  return new Response(body, { headers, encodeBody: 'manual' } as ResponseInit);
}

export const routes: Readonly<Record<string, Handler>> = {
  'GET /json': () => Response.json({ hello: 'world', password: 'hunter2' }, { headers: { 'X-Powered-By': 'x' } }),
  'GET /big': () => new Response('x'.repeat(1 << 20), text),
  'GET /empty': () => new Response('', text),
  'GET /no-content': () => new Response(null, { status: 204 }),
  'GET /not-modified': () => new Response(null, { status: 304, headers: { ETag: '"1"' } }),
  'GET /reset-content': () => new Response(null, { status: 205 }),
  'GET /redirect': (request) =>
    Response.redirect(
      'http://example.test/there',
      Number(new URL(request.url).searchParams.get('status')) as 301 | 302 | 303 | 307 | 308,
    ),
  'GET /error': () => Response.error(),
  'GET /health/error': () => Response.error(),
  'GET /fetched': (request) => fetch(new URL(request.url).searchParams.get('from') ?? '', { redirect: 'manual' }),
  'GET /zipped': () => encoded(zipped),
  'GET /zipped-stream': () =>
    encoded(
      streamOf(async (controller, turn) => {
        await pause(20);
        if (turn > 2) controller.close();
        else controller.enqueue(turn === 1 ? zipped.subarray(0, 10) : zipped.subarray(10));
      }),
    ),
  'GET /cookies': () => {
    const headers = new Headers(text.headers);
    headers.append('Set-Cookie', 'a=1');
    headers.append('Set-Cookie', 'b=2');
    return new Response('cookies', { headers });
  },
  'GET /headers': (request) => Response.json(Object.fromEntries(request.headers)),
  'POST /text': async (request) => new Response(await request.text(), text),
  'POST /json': async (request) => Response.json(await request.json()),
  'POST /form': async (request) => Response.json([...(await request.formData()).keys()]),
  'POST /buffer': async (request) => new Response(String((await request.arrayBuffer()).byteLength), text),
  'POST /pipe': (request) => new Response(request.body, text),
  'POST /clone': async (request) => new Response((await request.clone().text()) + (await request.text()), text),
  'POST /unread': () => new Response('no', { status: 413, ...text }),
  'POST /part': async (request) => {
    const reader = request.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    return new Response('part', text);
  },
  'GET /stream': () =>
    new Response(
      streamOf(async (controller, turn) => {
        if (turn > 1) await pause(100);
        if (turn > 3) controller.close();
        else controller.enqueue(encoder.encode(`part ${String(turn)}\n`));
      }),
      text,
    ),
  'GET /late': () =>
    new Response(
      streamOf(async (controller) => {
        await pause(300);
        controller.enqueue(encoder.encode('late'));
        controller.close();
      }),
      text,
    ),
  'GET /endless': () =>
    new Response(
      streamOf(async (controller) => {
        await pause(20);
        controller.enqueue(encoder.encode('tick\n'));
      }),
      text,
    ),
  'GET /flood': () =>
    new Response(
      streamOf((controller, turn) => {
        if (turn > 2000) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      }),
      { headers: { 'Content-Type': 'application/octet-stream' } },
    ),
  'GET /broken': broken,
  'GET /health/broken': broken,
  'GET /slow': async () => {
    await pause(500);
    return new Response('slow', text);
  },
  'GET /throw': () => {
    throw new Error('thrown');
  },
  'GET /health/live': () => new Response('fine', text),
  'GET /records': () => {
    const answer = Response.json(seen);
    Object.assign(seen, { records: [], outcomes: [], cancelled: 0, pulled: 0, errors: [] });
    return answer;
  },
};

export function route(request: Request): Response | Promise<Response> {
  const { pathname } = new URL(request.url);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  return routes[`${method} ${pathname}`]?.(request) ?? new Response('nothing here', { status: 404, ...text });
}
