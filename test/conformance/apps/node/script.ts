/** Runs a script of calls on Node's response object and reports the result of each call. */
import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import type { ScriptChunk, ScriptStep } from '../../harness/case.js';
import type { Lab } from './lab.js';

type Arguments = readonly unknown[];

/** Runs synchronously as long as the steps allow it, so that a `throw` is an error of the handler itself. */
export function runScript(
  steps: readonly ScriptStep[],
  request: IncomingMessage,
  response: ServerResponse,
  lab: Lab,
): void | Promise<void> {
  response.on('error', (error) => {
    lab.observe('errors', errorName(error));
  });
  return playScript(steps, request, response, lab);
}

function playScript(
  steps: readonly ScriptStep[],
  request: IncomingMessage,
  response: ServerResponse,
  lab: Lab,
): void | Promise<void> {
  for (const [index, step] of steps.entries()) {
    const pending = play(step, request, response, lab);
    if (pending !== undefined) return pending.then(() => playScript(steps.slice(index + 1), request, response, lab));
  }
}

function play(step: ScriptStep, request: IncomingMessage, response: ServerResponse, lab: Lab): void | Promise<void> {
  const trace = (result: unknown): void => {
    lab.observe('trace', [step.do, result === response ? 'the response' : result === undefined ? 'undefined' : result]);
  };
  const attempt = (act: () => unknown): void => {
    try {
      trace(act());
    } catch (error) {
      trace(`threw ${errorName(error)}`);
    }
  };
  switch (step.do) {
    case 'setHeader':
    case 'appendHeader': {
      const value = typeof step.value === 'object' ? [...step.value] : step.value;
      attempt(() =>
        step.do === 'setHeader'
          ? response.setHeader(step.name, value)
          : response.appendHeader(step.name, typeof value === 'number' ? String(value) : value),
      );
      return;
    }
    case 'setHeaders':
      attempt(() => response.setHeaders(new Headers(step.headers)));
      return;
    case 'removeHeader':
      attempt(() => {
        response.removeHeader(step.name);
      });
      return;
    case 'getHeader':
      attempt(() => response.getHeader(step.name));
      return;
    case 'hasHeader':
      attempt(() => response.hasHeader(step.name));
      return;
    case 'headerNames':
      attempt(() => response.getHeaderNames());
      return;
    case 'headersSent':
      attempt(() => [response.headersSent, response.writableEnded, response.writableFinished, response.statusCode]);
      return;
    case 'status':
      response.statusCode = step.code;
      if (step.message !== undefined) response.statusMessage = step.message;
      return;
    case 'writeHead':
      attempt(() => methodOf(response, 'writeHead').apply(response, step.arguments));
      return;
    case 'writeHeadFrom':
      attempt(() => response.writeHead(200, headersOf(step.kind, step.pairs)));
      return;
    case 'write':
    case 'end':
      attempt(() => methodOf(response, step.do).apply(response, argumentsOf(step, lab)));
      return;
    case 'detachedWrite':
      attempt(() => methodOf(response, 'write').apply(undefined, [step.chunk]));
      return;
    case 'flushHeaders':
      attempt(() => {
        response.flushHeaders();
      });
      return;
    case 'cork':
      response.cork();
      return;
    case 'uncork':
      response.uncork();
      return;
    case 'flush':
      attempt(() => {
        (response as ServerResponse & { flush?: () => void }).flush?.();
      });
      return;
    case 'continue':
      attempt(() => {
        response.writeContinue();
      });
      return;
    case 'processing':
      attempt(() => {
        response.writeProcessing();
      });
      return;
    case 'earlyHints':
      attempt(() => {
        response.writeEarlyHints({ ...step.hints });
      });
      return;
    case 'trailers':
      attempt(() => {
        response.addTrailers(step.headers);
      });
      return;
    case 'destroy':
      response.destroy();
      return;
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'takeOver':
      response.detachSocket(request.socket);
      return;
    case 'writeRaw':
      request.socket.write(step.raw ?? '');
      return;
    case 'endConnection':
      request.socket.end(step.raw ?? '');
      return;
    case 'destroyConnection':
      request.socket.destroy(step.message === undefined ? undefined : new Error(step.message));
      return;
    case 'turn':
      return turn();
    case 'gate':
      return lab.gate(step.gate);
    case 'observe':
      lab.observe(step.event);
      return;
    case 'throw':
      throw new Error(step.message);
    case 'reject':
      return Promise.reject(new Error(step.message));
    case 'pipe':
      return pipeline(Readable.from(step.chunks.map((chunk) => Buffer.from(chunk))), response);
    case 'readBody':
      return readBody(request, lab);
    case 'waitForClose':
      return new Promise((resolve) => {
        if (response.closed) resolve();
        else response.once('close', resolve);
      });
  }
}

/** The current method of the object, for calls with arguments and receivers that its type does not allow. */
export function methodOf(response: ServerResponse, name: 'write' | 'end' | 'writeHead'): LooseMethod {
  return Reflect.get(response, name) as LooseMethod;
}

interface LooseMethod {
  apply(receiver: ServerResponse | undefined, given: Arguments): unknown;
}

async function readBody(request: IncomingMessage, lab: Lab): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  lab.observe('body', Buffer.concat(chunks).toString('latin1'));
}

function argumentsOf(step: ScriptStep & { readonly do: 'write' | 'end' }, lab: Lab): Arguments {
  const { chunk, encoding, callback, undefinedEncoding } = step;
  const given: unknown[] = [];
  const bytes = chunk === undefined || chunk === null ? chunk : bytesOf(chunk);
  if (bytes !== undefined) given.push(bytes);
  if (typeof chunk === 'object' && chunk?.reused === true && Buffer.isBuffer(bytes)) {
    given.push(() => bytes.fill('x'));
    return given;
  }
  if (encoding !== undefined) given.push(encoding);
  else if (undefinedEncoding === true) given.push(undefined);
  if (callback !== undefined) {
    given.push((error?: unknown) => {
      lab.observe('callbacks', error === undefined || error === null ? callback : `${callback}: ${errorName(error)}`);
    });
  }
  return given;
}

function bytesOf(chunk: ScriptChunk): unknown {
  if (typeof chunk === 'string') return chunk;
  const bytes = Buffer.from(chunk.hex, 'hex');
  return chunk.as === 'Uint8Array' ? new Uint8Array(bytes) : bytes;
}

function headersOf(
  kind: 'headers-object' | 'pairs' | 'null-prototype',
  pairs: readonly (readonly [string, string])[],
): OutgoingHttpHeader[] {
  if (kind === 'pairs') return pairs.map(([name, value]) => [name, value]);
  const object: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of pairs) (object[name] ??= []).push(value);
  const made: unknown = kind === 'null-prototype' ? object : Object.fromEntries(Object.entries(object));
  return made as OutgoingHttpHeader[];
}

function errorName(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error as NodeJS.ErrnoException).code ?? `${error.name}: ${error.message}`;
}
