import { hasMutableHeaders } from './request.js';

/**
 * Changes the head of a response: its own where that can be changed, else that of a copy. What is no response of the
 * application's own, such as an upgrade of the connection or a network error, stays as it is.
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

/** What a hook gives in place of a response, or the response where it gives none. */
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

/** Headers by their lower-case names; a list where one came several times and the runtime tells them apart. */
export function fieldsOf(headers: Headers): HeaderFields {
  const cookies = headers.getSetCookie();
  const fields = [...headers].filter(([name]) => name !== 'set-cookie');
  return Object.fromEntries<string | string[]>(cookies.length === 0 ? fields : [...fields, ['set-cookie', cookies]]);
}

export type HeaderFields = Readonly<Record<string, string | string[] | undefined>>;

/** A header's value as one text. */
export function fieldText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
