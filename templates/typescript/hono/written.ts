import type { Context } from 'hono';
import type { WholeBody } from '../fetch/exchange.js';

/** The last response that was created with a method of a context, and what it was created from. */
interface Written {
  made: unknown;
  data: unknown;
}

const writtenKey = Symbol('written');

/** A context that is observed. Several middleware can observe the same one. */
interface Observed {
  [writtenKey]: Written | undefined;
}

/**
 * Observes the methods of a context that create responses. The returned function tells the body of a response that was
 * created from text or bytes. Such a response can be sent as it is. Any other has to be read as a stream, which takes
 * adapters much longer to send.
 */
export function observeWriting(c: Context): (response: Response) => WholeBody | undefined {
  const observed = c as Context & Observed;
  observed[writtenKey] ??= wrapWriters(c);
  const written: Written = observed[writtenKey];
  return (given: Response) => {
    const { made, data } = written;
    return made === given && (data === null || typeof data === 'string' || data instanceof Uint8Array)
      ? data
      : undefined;
  };
}

type Write = (data: unknown, ...head: unknown[]) => unknown;

function wrapWriters(c: Context): Written {
  const written: Written = { made: undefined, data: undefined };
  const keep = (made: unknown, data: unknown): unknown => {
    written.made = made;
    written.data = data ?? null;
    return made;
  };
  const writers = c as unknown as Record<'body' | 'html' | 'json' | 'newResponse' | 'text', Write>;
  for (const name of ['body', 'html', 'newResponse', 'text'] as const) {
    const write = writers[name];
    writers[name] = (data, ...head) => keep(write(data, ...head), data);
  }
  const writeJson = writers.json;
  writers.json = (data, ...head) => {
    const text = JSON.stringify(data) as string | undefined;
    if (text === undefined) {
      return writeJson(data, ...head);
    }
    const [status, headers] = head;
    if (typeof status === 'object') {
      // The headers as Hono makes them. To make it convert the data again would take longer.
      return keep(new Response(text, writeJson(null, ...head) as Response), text);
    }
    // As Hono does it. A response that is created from another one takes adapters longer to send.
    jsonType ??= (writeJson(null) as Response).headers.get('Content-Type') ?? '';
    return writers.newResponse(text, status, { 'Content-Type': jsonType, ...(headers as object | undefined) });
  };
  return written;
}

/** The content type of JSON, which depends on the version of Hono. */
let jsonType: string | undefined;
