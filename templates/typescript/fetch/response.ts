import { hasMutableHeaders } from './request.js';

/**
 * Changes the status or headers of a response, or those of a copy if they are immutable. A connection upgrade or a
 * network error is returned unchanged.
 */
export function changeHead<Result extends Response | undefined>(
  given: Result,
  change: (response: Response) => void,
): Result | Response {
  const response: Response | undefined = given;
  if (response === undefined || response.status < 200) {
    return given;
  }
  const changed = hasMutableHeaders(response) ? response : new Response(response.body, response);
  change(changed);
  return changed;
}

/** The response that a hook returned, or the original one if it returned none. */
export function replaced<Result extends Response | undefined>(
  given: Result,
  hook: (response: Response) => unknown,
  report: (error: unknown) => void,
): Result | Response {
  const response: Response | undefined = given;
  if (response === undefined) {
    return given;
  }
  try {
    const other = hook(response);
    if (other instanceof Response) {
      return other;
    }
    if (other instanceof Promise) {
      other.catch(report);
    }
  } catch (error) {
    report(error);
  }
  return given;
}

/**
 * Headers by lower-case name. The value is a list if a header occurs several times and the runtime keeps them separate.
 */
export function fieldsOf(headers: Headers): HeaderFields {
  const cookies = headers.getSetCookie();
  const fields = [...headers].filter(([name]) => name !== 'set-cookie');
  return Object.fromEntries<string | string[]>(cookies.length === 0 ? fields : [...fields, ['set-cookie', cookies]]);
}

export type HeaderFields = Readonly<Record<string, string | string[] | undefined>>;

/** The value of a header as a single string. */
export function fieldText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
