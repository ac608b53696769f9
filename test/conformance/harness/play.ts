/** Runs the exchanges of a case against an application. */
import { createHash } from 'node:crypto';
import type { Exchange, RequestSpec, ResponseExpectation, Step } from './case.js';
import { Connection, ConnectionGone, valuesOf, type Head, type Reply } from './connection.js';
import { differences, is, show, type Expected } from './expect.js';
import type { ServerProcess } from './server-process.js';

export interface Player {
  readonly server: ServerProcess;
  readonly key: string;
  readonly port: number;
  /** `false`: only record the responses, as for the application without middleware. */
  readonly checking: boolean;
  /** Whether the server joins header lines with the same name, except for cookies. */
  readonly joinsHeaderLines: boolean;
}

export interface Transcript {
  readonly replies: readonly Reply[];
  readonly problems: readonly string[];
}

export async function playExchanges(exchanges: readonly Exchange[], player: Player): Promise<Transcript> {
  const replies: Reply[] = [];
  const problems: string[] = [];
  for (const [index, exchange] of exchanges.entries()) {
    const connection = await Connection.open(player.port);
    const check = (found: readonly string[], where: string): void => {
      if (player.checking) problems.push(...found.map((problem) => `exchange ${index + 1}, ${where}: ${problem}`));
    };
    try {
      for (const step of stepsOf(exchange)) await playStep(step, connection, player, replies, check);
    } finally {
      connection.destroy();
    }
  }
  return { replies, problems };
}

function stepsOf(exchange: Exchange): readonly Step[] {
  if ('steps' in exchange) return exchange.steps;
  const { request, response = {} } = exchange;
  const toHead = typeof request === 'string' ? request.startsWith('HEAD ') : request.method === 'HEAD';
  return [{ send: request }, { receive: response, ...(toHead ? { to: 'HEAD' } : {}) }];
}

type Check = (problems: readonly string[], where: string) => void;

async function playStep(
  step: Step,
  connection: Connection,
  player: Player,
  replies: Reply[],
  check: Check,
): Promise<void> {
  const { server, key, joinsHeaderLines: joins } = player;
  if ('send' in step) {
    connection.send(bytesOf(step.send));
  } else if ('receive' in step) {
    const reply = await replyOf(connection, step.to === 'HEAD', step.receive.complete === false);
    replies.push(reply);
    check(replyProblems(reply, step.receive, joins), `response ${replies.length}`);
  } else if ('head' in step) {
    check(headProblems(await connection.head(step.to === 'HEAD'), step.head, joins), 'response head');
  } else if ('soFar' in step) {
    const wanted = typeof step.soFar === 'string' ? Buffer.from(step.soFar) : undefined;
    const got = await connection.soFar(wanted?.length ?? Number(step.soFar));
    if (wanted !== undefined) check(differences(got.bytes.toString(), wanted.toString()), 'body so far');
    else check(got.length >= Number(step.soFar) ? [] : [`the body ended after ${got.length} bytes`], 'body so far');
  } else if ('rest' in step) {
    const reply = await connection.rest();
    replies.push(reply);
    check(replyProblems(reply, step.rest, joins), `response ${replies.length}`);
  } else if ('go' in step) {
    await server.go(key, step.go, step.times);
  } else if ('seen' in step) {
    await server.seen(key, step.seen, step.times);
  } else if ('recorded' in step) {
    if (player.checking) await server.recorded(key, step.recorded);
  } else if ('heldBelow' in step) {
    const { bytes } = await server.heldBack(key);
    check(
      bytes < step.heldBelow ? [] : [`the server holds ${bytes} bytes back, not fewer than ${step.heldBelow}`],
      'paused client',
    );
  } else if ('bytes' in step) {
    const wanted = Buffer.from(step.bytes, 'latin1');
    check(differences((await connection.bytes(wanted.length)).toString('latin1'), step.bytes), 'raw bytes');
  } else if (step.do === 'closed') {
    await connection.closed();
  } else {
    connection[step.do]();
  }
}

/** A response, or the part of it that was received before the server closed the connection. */
async function replyOf(connection: Connection, toHead: boolean, mayBeGone: boolean): Promise<Reply> {
  try {
    return await connection.reply(toHead);
  } catch (error) {
    if (!mayBeGone || !(error instanceof ConnectionGone)) throw error;
    return {
      status: 0,
      reason: '',
      headers: [],
      informational: [],
      framing: 'none',
      body: Buffer.alloc(0),
      length: 0,
      sha256: '',
      trailers: [],
      complete: false,
    };
  }
}

export function bytesOf(request: RequestSpec | string | Buffer): Buffer {
  if (typeof request === 'string') return Buffer.from(request, 'latin1');
  if (Buffer.isBuffer(request)) return request;
  const { method = 'GET', target, headers = [], body, chunks, onlyFirst } = request;
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: localhost',
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  const head = (extra: readonly string[]): Buffer => Buffer.from([...lines, ...extra, '', ''].join('\r\n'), 'latin1');
  if (chunks !== undefined) {
    const framed = chunks.flatMap((chunk) => {
      const bytes = Buffer.from(chunk);
      return [Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')];
    });
    return Buffer.concat([head(['Transfer-Encoding: chunked']), ...framed, Buffer.from('0\r\n\r\n')]);
  }
  if (body === undefined) return head([]);
  const bytes = Buffer.from(body);
  return Buffer.concat([head([`Content-Length: ${bytes.length}`]), bytes.subarray(0, onlyFirst ?? bytes.length)]);
}

function headProblems(head: Head, expected: ResponseExpectation, joins: boolean): string[] {
  const problems: string[] = [];
  const { status } = expected;
  if (status !== undefined)
    problems.push(...differences(head.status, typeof status === 'number' ? status : is.oneOf(...status), 'status'));
  if (expected.reason !== undefined) problems.push(...differences(head.reason, expected.reason, 'reason'));
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    const wanted: readonly Expected[] =
      value === null ? [] : typeof value === 'string' || value instanceof RegExp ? [value] : value;
    const isJoined = joins && wanted.length > 1 && name.toLowerCase() !== 'set-cookie';
    problems.push(
      ...differences(
        valuesOf(head.headers, name),
        isJoined ? [wanted.map(String).join(', ')] : wanted,
        `header ${name}`,
      ),
    );
  }
  return problems;
}

function replyProblems(reply: Reply, expected: ResponseExpectation, joins: boolean): string[] {
  const { body, json, length, sha256, framing, informational, trailers, complete = true } = expected;
  const problems = headProblems(reply, expected, joins);
  const compare = (actual: unknown, wanted: Expected, name: string): void => {
    if (wanted !== undefined) problems.push(...differences(actual, wanted, name));
  };
  compare(reply.complete, complete, 'complete');
  if (body instanceof RegExp || typeof body === 'string') compare(reply.body.toString(), body, 'body');
  else if (body !== undefined) compare(reply.body.toString('hex'), body.toString('hex'), 'body in hex');
  if (json !== undefined) {
    try {
      compare(JSON.parse(reply.body.toString()), json, 'body');
    } catch {
      problems.push(`body: not JSON: ${show(reply.body.toString())}`);
    }
  }
  compare(reply.length, length, 'body length');
  compare(reply.sha256, sha256, 'body sha256');
  compare(reply.framing, framing, 'framing');
  compare(
    informational === undefined ? undefined : reply.informational.map(({ status }) => status),
    informational,
    'informational',
  );
  if (trailers !== undefined) compare(Object.fromEntries(reply.trailers), trailers, 'trailers');
  return problems;
}

const notCompared = new Set(['date']);

/**
 * The differences between two replies to the same request, except for our own headers. Differences in framing count
 * only if its headers are not among these.
 */
export function replyDifferences(bare: Reply, ours: Reply, ourHeaders: readonly string[]): string[] {
  const [expected, actual] = [bare, ours].map(withFixedBoundary) as [Reply, Reply];
  const skipped = new Set([...notCompared, ...ourHeaders.map((name) => name.toLowerCase())]);
  const facts = (reply: Reply): Expected => ({
    status: reply.status,
    reason: reply.reason,
    headers: grouped(reply.headers.filter(([name]) => !skipped.has(name.toLowerCase()))),
    informational: reply.informational.map(({ status, headers }) => ({ status, headers: grouped(headers) })),
    framing: skipped.has('content-length') ? 'any' : reply.framing,
    length: reply.length,
    sha256: reply.sha256,
    trailers: grouped(reply.trailers),
    complete: reply.complete,
  });
  return differences(facts(actual), facts(expected)).map((problem) => `not as without middleware: ${problem}`);
}

/** A multipart range response has a random boundary, which is replaced by a fixed one. */
function withFixedBoundary(reply: Reply): Reply {
  const boundary = /^multipart\/byteranges; *boundary=(\w+)$/.exec(valuesOf(reply.headers, 'content-type').join())?.[1];
  if (boundary === undefined) return reply;
  const fixed = (text: string): string => text.replaceAll(boundary, 'boundary');
  const body = Buffer.from(fixed(reply.body.toString('latin1')), 'latin1');
  return {
    ...reply,
    headers: reply.headers.map(([name, value]) => [name, fixed(value)]),
    body,
    sha256: createHash('sha256').update(body).digest('hex'),
  };
}

/** Values by name, in order. The order of the names is not significant. */
function grouped(headers: readonly (readonly [string, string])[]): Readonly<Record<string, readonly string[]>> {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  return Object.fromEntries([...names].map((name) => [name, valuesOf(headers, name)]));
}
