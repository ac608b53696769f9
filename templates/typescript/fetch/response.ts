import { isAwaitable } from '../shared/hooks.js';
import { hasMutableHeaders } from './request.js';

/** Whether a value can be used as a response. Handlers can return anything, and some libraries have classes of their own. */
export function isResponse(value: unknown): value is Response {
  if (value instanceof Response) {
    return true;
  }
  const { status, headers } = (value ?? {}) as Partial<Response>;
  return typeof status === 'number' && typeof headers?.append === 'function';
}

/**
 * What a copy of a response needs besides a body. Adapters can only read headers of the runtime's own class. Headers come
 * first, because some adapters add a header when other properties are read.
 */
export function partsOf({
  headers,
  status,
  statusText,
}: Response): Pick<Response, 'headers' | 'status' | 'statusText'> {
  return { headers: ownHeaders(headers), status, statusText };
}

function ownHeaders(given: Pick<Headers, 'forEach'>): Headers {
  if (given instanceof Headers) {
    return given;
  }
  const headers = new Headers();
  given.forEach((value, name) => {
    headers.append(name, value);
  });
  return headers;
}

/**
 * Changes the status or headers of a response, or those of a copy if they are immutable. A connection upgrade, a network
 * error and a value that is not a response are returned unchanged.
 */
export function changeHead<Result>(given: Result, change: (response: Response) => void): Result | Response {
  if (!isResponse(given) || given.status < 200) {
    return given;
  }
  const changed = hasMutableHeaders(given) ? given : mutableCopy(given);
  change(changed);
  return changed;
}

/** A copy with mutable headers. */
export function mutableCopy(response: Response): Response {
  const { body, headers, status, statusText } = response;
  // Where an adapter replaces the class, it does not copy the headers of fetched responses.
  const init = { headers: new Headers(headers), status, statusText };
  return new Response(body, init);
}

/** The response that a hook returned, or the original one if it returned none. */
export function replaced<Result>(
  given: Result,
  hook: (response: Response) => unknown,
  report: (error: unknown) => void,
): Result | Response {
  if (!isResponse(given)) {
    return given;
  }
  try {
    const other = hook(given);
    if (isResponse(other)) {
      return other;
    }
    if (isAwaitable(other)) {
      other.then(undefined, report);
    }
  } catch (error) {
    report(error);
  }
  return given;
}

/**
 * Headers by lower-case name. The value is a list if a header occurs several times and the runtime keeps them separate.
 */
export function fieldsOf(given: Headers): HeaderFields {
  const headers = ownHeaders(given);
  const fields = new Map<string, string | string[]>(headers);
  if (fields.has('set-cookie')) {
    fields.set('set-cookie', headers.getSetCookie());
  }
  return fields;
}

export type HeaderFields = ReadonlyMap<string, string | string[] | undefined>;

/** The value of a header as a single string. */
export function fieldText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
