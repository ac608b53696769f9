/** The predefined responses of a case. */
import { setImmediate as turn } from 'node:timers/promises';
import type { WebRoute } from './call.js';
import { written } from './streams.js';

export const sayRoute: WebRoute = {
  path: '/say/:name',
  run: ({ params }, lab) => {
    const answer = lab.settings.answers?.[params['name'] ?? ''];
    if (answer === undefined) return new Response(null, { status: 404 });
    const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : Buffer.from(answer.body.base64, 'base64');
    const { status = 200, cuts } = answer;
    const headers = new Headers();
    for (const [key, value] of answer.headers ?? []) headers.append(key, value);
    if (status === 204 || status === 304) return new Response(null, { status, headers });
    const bytes = new Uint8Array(body);
    if (cuts === undefined) return new Response(bytes, { status, headers });
    const streamed = written('', async (write) => {
      let from = 0;
      for (const cut of [...cuts, bytes.length]) {
        write(bytes.subarray(from, cut));
        from = cut;
        await turn();
      }
    });
    return new Response(streamed.body, { status, headers });
  },
};
