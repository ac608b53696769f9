/** Helpers that many cases use. */
import { is, type Expected } from '../harness/expect.js';

/** The shortest spec for each feature. The middleware is called `mw`. */
export const timingSpec = 'mw:\n  timing: true\n';
export const idSpec = 'mw:\n  requestId: true\n';

/**
 * A spec that captures both bodies with the sink `callback`. `more` are additional lines in `capture`, `outside`
 * additional lines of the middleware.
 */
export function captureSpec(more: readonly string[] = [], outside: readonly string[] = []): string {
  const capture = ['request: true', 'response: true', ...more];
  const overridden = more.map((line) => line.split(':')[0]);
  const lines = capture.filter((line, index) => index > 1 || !overridden.includes(line.split(':')[0]));
  return [
    'mw:',
    ...outside.map((line) => `  ${line}`),
    '  capture:',
    ...lines.map((line) => `    ${line}`),
    '    sink: callback',
    '',
  ].join('\n');
}

export function logSpec(more: readonly string[] = []): string {
  return captureSpec(more).replace('sink: callback', 'sink: log');
}

type Fields = Readonly<Record<string, Expected>>;

/** The request or response in a record. */
export function side(fields: Fields): Expected {
  return { headers: is.object, truncated: false, ...fields };
}
export const noBody: Expected = side({ size: 0, omitted: 'empty' });

/** A complete record. Fields that are not given have the values of a simple exchange. */
export function record(fields: Fields): Expected {
  return {
    middleware: 'mw',
    time: is.time,
    method: 'GET',
    status: 200,
    outcome: 'completed',
    timeToHeadMs: is.duration,
    durationMs: is.duration,
    request: noBody,
    response: noBody,
    ...fields,
  };
}

/** Limitations of uvicorn: with its default parser, and with h11. */
export function onHttptools(reason: string): Exemptions {
  return { fastapi: reason, starlette: reason };
}
export function onH11(reason: string): Exemptions {
  return { 'fastapi-h11': reason, 'starlette-h11': reason };
}
type Exemptions = Readonly<Record<string, string>>;

export const noPath = onHttptools(
  'uvicorn with httptools responds with 400 to a request target that has an authority but no path.',
);

/** A limitation of Fastify. */
const badUrl = 'Fastify responds with 400 to a path with an invalid escape, without calling hooks.';
export const badUrls = { fastify: badUrl, 'nestjs-fastify': badUrl } as const;

/** The header that `timing: true` sets. */
export const seconds = /^\d+\.\d{6}$/;
export const timed = { 'X-Process-Time': seconds } as const;
export const untimed = { 'X-Process-Time': null } as const;

export function get(
  target: string,
  headers: readonly (readonly [string, string])[] = [],
): { target: string; headers: readonly (readonly [string, string])[] } {
  return { target, headers };
}

export function post(
  target: string,
  type: string | undefined,
  body: Buffer | string,
  headers: readonly (readonly [string, string])[] = [],
): {
  method: string;
  target: string;
  headers: readonly (readonly [string, string])[];
  body: Buffer | string;
} {
  return { method: 'POST', target, headers: type === undefined ? headers : [['Content-Type', type], ...headers], body };
}
