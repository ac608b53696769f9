/** A conformance case is data: what to generate, what to send, and what client, server and record must show. */
import type { Expected } from './expect.js';

/**
 * What a target may lack, framework and server together: each says what a case that needs it can count on. A case is run where
 * all is there that it needs; `!` before a capability says that the case is about what happens where it is lacking.
 * For what every family has in a way of its own, there is a case a family (`node-api`, `fetch-api`, `asgi-api`), not a gap.
 */
export const capabilities = {
  'node-api': 'Handlers work on the request and response objects of Node.',
  'fetch-api': 'Handlers take a Request and give a Response.',
  'asgi-api': 'Handlers can receive and send ASGI messages by themselves.',
  routers: 'Our middleware can be registered on a router, which is mounted under a path.',
  'sub-apps': 'Our middleware can be registered on an application that is mounted in another.',
  'body-parsers': 'Middleware before the routes reads a body and leaves it parsed on the request.',
  rewrites: 'Middleware can change the target of a request, and what the client sent is still known.',
  'file-serving': 'The framework serves files by itself, and knows their type and length.',
  'file-validators': 'Files are served with an ETag or a date, and come as 304 to who has them.',
  ranges: 'Files are served in ranges, and 416 where there is none such.',
  validators: 'Any response of the framework is a 304 to a client that has it.',
  'options-answers': 'The framework itself answers OPTIONS for a path that has a route.',
  'head-length': 'A HEAD is answered with the Content-Length that a GET would have.',
  'get-bodies': 'A GET may have a body, and a handler can read it.',
  'raw-targets': 'The application sees the request target to the letter, without dots resolved or characters escaped.',
  'loose-paths': 'Routes match in any case of letters, and with a slash at their end.',
  'separate-header-lines': 'Header lines of one name stay apart, in requests and responses.',
  'break-off': 'A handler can break the connection off before it has sent a head.',
  'steady-framing': 'Whether a body has a Content-Length or comes in chunks does not hang on how soon it is there.',
  'encoded-slashes': 'An encoded slash in a path parts no segments for the router.',
  'early-aborts': 'The application is told of a client that has left while a handler waits.',
  'errors-keep-alive': 'A connection outlives the error of a handler.',
  'half-open': 'A client that has closed its side of a connection is still answered.',
  pipelining: 'Pipelined requests are handled side by side, and all of them end when their client leaves.',
  upgrade: 'An upgrade goes to a listener of its own.',
} as const;
export type Capability = keyof typeof capabilities;
export type Need = Capability | `!${Capability}`;

/** Kinds of servers: the frameworks of a family see requests and responses in one way. */
export type Family = 'node' | 'fetch' | 'asgi';

export interface Case {
  /** Unique; the coverage table of the traps refers to it. */
  readonly name: string;
  readonly trap?: number | readonly number[];
  readonly needs?: Need | readonly Need[];
  /** What stands under `middleware:` in the spec. Absent: the application without middleware. */
  readonly spec?: string;
  /** The user's hooks files, by framework and middleware, in place of the generated stubs; a case is run where it has them. */
  readonly hooks?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly app?: AppSettings;
  /**
   * `shared` (default): beside others in one server process. `serial`: in a process that has one case at a time, so that
   * its standard output and error are the case's. `own`: in a process of its own, for memory and environment.
   */
  readonly lane?: 'shared' | 'serial' | 'own';
  /** Environment of the server process; `own` lane only. */
  readonly environment?: Readonly<Record<string, string>>;
  /** One after the other, each on a connection of its own. */
  readonly exchanges: readonly Exchange[];
  /** Every record of the case, in order; with `sink: log` they are read from standard output. Absent: none may come. */
  readonly records?: readonly Expected[];
  /** Records in any order. */
  readonly recordsInAnyOrder?: boolean;
  /** Instead of `records`, where there are many: a check of all of them. */
  readonly allRecords?: Expected;
  /** What the handlers, hooks and callbacks reported, by event; only the named events are looked at. */
  readonly observed?: Readonly<Record<string, readonly Expected[]>>;
  /** What reached `onError`, in order. Absent: nothing may. */
  readonly reported?: Expected;
  /** Standard error of the process, line by line; `serial` and `own` lanes only. Absent: not looked at. */
  readonly stderr?: Expected;
  /** The process may grow by this much while the case runs; `own` lane only. */
  readonly growthMiB?: number;
  /**
   * The same exchanges are sent to the application without middleware, and must give the same responses but for these
   * headers. `false`: the comparison makes no sense here (the spec changes the response, or the client breaks off).
   */
  readonly alike?: false | { readonly ours: readonly string[] };
  /**
   * Documented limits, ours or the framework's: why a target, or a whole family, is known to fail. One that passes all the same
   * fails the run.
   */
  readonly exempt?: Readonly<Record<string, string>>;
}

/** How the application is put together; see apps/CONTRACT.md. */
export interface AppSettings {
  /** Where our middleware is registered: on the application (default), on a router, or on a sub-application; the latter two hold the routes under `/api`. */
  readonly mount?: 'app' | 'router' | 'sub-app';
  /** Routes under `/api`, the middleware on the application. */
  readonly prefixed?: boolean;
  /** How often the same registration is made. */
  readonly times?: number;
  /** Middleware outside ours, and between ours and the routes. */
  readonly before?: readonly Extra[];
  readonly after?: readonly Extra[];
  /** What `onCapture` does with a record besides keeping it. */
  readonly onCapture?: 'keep' | 'throw' | 'reject' | 'hang' | 'gate';
  readonly onError?: 'keep' | 'default' | 'throw';
  readonly generateRequestId?: string;
  /** The application's own error page. */
  readonly errorPage?: boolean;
  /** The server has an `upgrade` listener that echoes. */
  readonly upgrade?: boolean;
  /** Answers of `/say/<name>`. */
  readonly answers?: Readonly<Record<string, CannedAnswer>>;
  /** Scripted ASGI applications, reached at `/asgi/<name>`; capability `asgi-api`. */
  readonly messages?: Readonly<Record<string, readonly MessageStep[]>>;
  /** Scripted handlers, reached at `/script/<name>`; capability `node-api`. */
  readonly scripts?: Readonly<Record<string, readonly ScriptStep[]>>;
}

export interface CannedAnswer {
  readonly status?: number;
  readonly headers?: readonly (readonly [string, string])[];
  /** Text is sent as UTF-8. */
  readonly body: string | { readonly base64: string };
  /** Offsets at which the body is cut into writes of their own; without, it goes out in one `end`. */
  readonly cuts?: readonly number[];
}

export type Extra =
  | 'compression'
  | 'cors'
  | 'slow'
  | 'json'
  | 'urlencoded'
  | 'text'
  | 'raw'
  | 'rewrite'
  | 'context'
  | 'wrap-response'
  | 'deferred-end'
  | 'end-by-write'
  | 'early-header'
  | 'method-override'
  | 'base-class'
  | 'body-limit';

export type ScriptChunk =
  | string
  | {
      readonly hex: string;
      readonly as?: 'Buffer' | 'Uint8Array';
      /** The handler uses the buffer again once it is written. */ readonly reused?: true;
    };
export type HeaderArgument = string | number | readonly string[];

/**
 * A call on Node's response object. `callback` names a callback that is reported when it is called. What a call returns or
 * throws is reported as well, so that it can be compared with the application without middleware.
 */
export type ScriptStep =
  | { readonly do: 'setHeader' | 'appendHeader'; readonly name: string; readonly value: HeaderArgument }
  | { readonly do: 'setHeaders'; readonly headers: Readonly<Record<string, string>> }
  | { readonly do: 'removeHeader' | 'getHeader' | 'hasHeader'; readonly name: string }
  | { readonly do: 'status'; readonly code: number; readonly message?: string }
  | { readonly do: 'writeHead'; readonly arguments: readonly unknown[] }
  | {
      readonly do: 'writeHeadFrom';
      readonly kind: 'headers-object' | 'pairs' | 'null-prototype';
      readonly pairs: readonly (readonly [string, string])[];
    }
  | {
      readonly do: 'write' | 'end';
      readonly chunk?: ScriptChunk | null;
      readonly encoding?: BufferEncoding;
      readonly callback?: string;
      readonly undefinedEncoding?: boolean;
    }
  | { readonly do: 'detachedWrite'; readonly chunk: string }
  | {
      readonly do:
        | 'flushHeaders'
        | 'destroy'
        | 'reset'
        | 'continue'
        | 'processing'
        | 'cork'
        | 'uncork'
        | 'turn'
        | 'headersSent'
        | 'headerNames'
        | 'flush';
    }
  | { readonly do: 'earlyHints'; readonly hints: Readonly<Record<string, string>> }
  | { readonly do: 'gate'; readonly gate: string }
  | { readonly do: 'observe'; readonly event: string }
  | { readonly do: 'throw' | 'reject'; readonly message: string }
  | { readonly do: 'pipe'; readonly chunks: readonly string[] }
  | { readonly do: 'trailers'; readonly headers: Readonly<Record<string, string>> }
  | { readonly do: 'readBody' | 'waitForClose' };

/** An ASGI message that is sent, or a call of `receive`; what comes of it is reported, to be compared with the bare application. */
export type MessageStep =
  | {
      readonly do: 'start';
      readonly status: number;
      readonly headers?: readonly (readonly [string, string])[];
      readonly as?: 'list' | 'tuple' | 'iterator';
      readonly trailers?: boolean;
    }
  | {
      readonly do: 'body';
      readonly chunk?: string;
      readonly as?: 'bytes' | 'bytearray' | 'memoryview';
      readonly more?: boolean;
    }
  | { readonly do: 'message'; readonly message: Readonly<Record<string, unknown>> }
  | { readonly do: 'receive' | 'fail' | 'cancel' }
  | { readonly do: 'gate'; readonly gate: string }
  | { readonly do: 'observe'; readonly event: string };

export interface RequestSpec {
  readonly method?: string;
  /** As it stands in the request line. */
  readonly target: string;
  /** Sent after `Host: localhost`, as they are. */
  readonly headers?: readonly (readonly [string, string])[];
  /** Sent with a Content-Length, */
  readonly body?: Buffer | string;
  /** or chunked, */
  readonly chunks?: readonly (Buffer | string)[];
  /** or only this much is sent of it, with the Content-Length of the whole. */
  readonly onlyFirst?: number;
}

export interface ResponseExpectation {
  /** A list where frameworks differ: one of these. */
  readonly status?: number | readonly number[];
  readonly reason?: string;
  /** A text or pattern: exactly one such value; a list: exactly these, in order, or in one where lines are joined; `null`: absent. */
  readonly headers?: Readonly<Record<string, string | RegExp | null | readonly (string | RegExp)[]>>;
  readonly body?: string | Buffer | RegExp;
  readonly json?: Expected;
  readonly length?: number;
  readonly sha256?: string;
  /** Whether the body came to its end as its framing says; default: it did. */
  readonly complete?: boolean;
  readonly framing?: 'length' | 'chunked' | 'close' | 'none';
  readonly informational?: readonly number[];
  readonly trailers?: Readonly<Record<string, string>>;
}

export type Exchange =
  | { readonly request: RequestSpec | string; readonly response?: ResponseExpectation }
  | { readonly steps: readonly Step[] };

/** One move of a client on one connection. */
export type Step =
  | { readonly send: RequestSpec | string | Buffer }
  /** The next response, to its end; to a HEAD request it has no body. */
  | { readonly receive: ResponseExpectation; readonly to?: 'HEAD' }
  /** The next response's head alone, */
  | { readonly head: ResponseExpectation; readonly to?: 'HEAD' }
  /** then its body until it is this, or this long, */
  | { readonly soFar: string | number }
  /** then the rest. */
  | { readonly rest: ResponseExpectation }
  /** Lets a handler pass a gate that it waits at, or will. */
  | { readonly go: string; readonly times?: number }
  /** Waits until the server has reported an event so often. */
  | { readonly seen: string; readonly times?: number }
  /** Waits until so many records were made. */
  | { readonly recorded: number }
  /** Waits until the client has so many bytes of the server in hand or the server stalls, then checks what it holds back. */
  | { readonly heldBelow: number }
  /** The connection carries these bytes now, beyond HTTP. */
  | { readonly bytes: string }
  | { readonly do: 'pause' | 'resume' | 'halfClose' | 'reset' | 'destroy' | 'closed' };
