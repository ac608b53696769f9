/**
 * A conformance case is data: what to generate, what to send, and what the client, the server and the record must show.
 */
import type { Expected } from './expect.js';

/**
 * Capabilities that a target (framework and server) may lack. The description says what a case that needs the
 * capability can rely on. A case runs on a target that has all of its needs. `!` before a capability means that the
 * case tests what happens without it. Features that every family has in a different form are not capabilities: they
 * have one case per family (`node-api`, `fetch-api`, `asgi-api`).
 */
export const capabilities = {
  'node-api': 'Handlers use the request and response objects of Node.',
  'fetch-api': 'Handlers take a Request and return a Response.',
  'koa-api': 'Handlers set `ctx.body`.',
  'fastify-api': 'Handlers send payloads with `reply.send`.',
  'asgi-api': 'Handlers can receive and send raw ASGI messages.',
  routers: 'The middleware can be registered on a router that is mounted under a path.',
  'sub-apps': 'The middleware can be registered on an application that is mounted in another one.',
  'body-parsers': 'Other middleware can parse the body before the routes and store it on the request.',
  rewrites: 'Middleware can change the target of a request, and the original target is still available.',
  'file-serving': 'The framework can serve files, with their type and length.',
  'file-validators': 'Files are served with an ETag or a date, and conditional requests get a 304.',
  ranges: 'Files are served in ranges, and invalid ranges get a 416.',
  validators: 'The framework answers conditional requests with a 304 for any response.',
  'options-answers': 'The framework answers OPTIONS for paths that have a route.',
  'head-length': 'The response to HEAD has the Content-Length of the response to GET.',
  'get-bodies': 'A GET may have a body, and a handler can read it.',
  'raw-targets':
    'The application sees the request target exactly as it was sent: dots are not resolved and characters not escaped.',
  'loose-paths': 'Routes match regardless of case and of a trailing slash.',
  'separate-header-lines': 'Header lines with the same name stay separate in requests and responses.',
  'break-off': 'A handler can close the connection before it has sent response headers.',
  'steady-framing': 'Whether a body has a Content-Length or is chunked does not depend on timing.',
  'encoded-slashes': 'The router does not treat an encoded slash as a separator.',
  'early-aborts': 'The application is notified if a client disconnects while a handler is waiting.',
  'errors-keep-alive': 'A connection stays open after an error in a handler.',
  'half-open': 'A client that has closed its side of the connection still gets a response.',
  pipelining: 'Pipelined requests are handled concurrently, and all of them end when the client disconnects.',
  upgrade: 'Upgrades are passed to a separate listener.',
} as const;
export type Capability = keyof typeof capabilities;
export type Need = Capability | `!${Capability}`;

/** Kinds of servers. The frameworks of a family access requests and responses in the same way. */
export type Family = 'node' | 'fetch' | 'asgi';

export interface Case {
  /** Unique. The coverage table of the traps refers to it. */
  readonly name: string;
  readonly trap?: number | readonly number[];
  readonly needs?: Need | readonly Need[];
  /** The settings below `middleware:` in the spec. Absent: the application without middleware. */
  readonly spec?: string;
  /**
   * The contents of the hooks files, by framework and middleware, instead of the generated stubs. The case runs only on
   * these frameworks.
   */
  readonly hooks?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly app?: AppSettings;
  /**
   * `shared` (default): in a server process together with other cases. `serial`: in a process that runs one case at a
   * time, so that its standard output and error belong to the case. `own`: in a separate process, for memory limits and
   * environment variables.
   */
  readonly lane?: 'shared' | 'serial' | 'own';
  /** Environment variables of the server process; only with `lane: 'own'`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Exchanges, one after the other, each on a new connection. */
  readonly exchanges: readonly Exchange[];
  /**
   * All records of the case, in order. With `sink: log` they are read from standard output. Absent: no records are
   * allowed.
   */
  readonly records?: readonly Expected[];
  /** Whether records can be in any order. */
  readonly recordsInAnyOrder?: boolean;
  /** A check of all records together, instead of `records`, if there are many. */
  readonly allRecords?: Expected;
  /** What handlers, hooks and callbacks must report, by event. Other events are ignored. */
  readonly observed?: Readonly<Record<string, readonly Expected[]>>;
  /** What `onError` must receive, in order. Absent: it must not be called. */
  readonly reported?: Expected;
  /** The lines of standard error; only with `lane: 'serial'` or `'own'`. Absent: not checked. */
  readonly stderr?: Expected;
  /** How much the memory of the process may grow while the case runs; only with `lane: 'own'`. */
  readonly growthMiB?: number;
  /**
   * The same exchanges are also sent to the application without middleware. Its responses must be the same except for
   * these headers. `false`: no comparison, because the spec changes the response or the client disconnects.
   */
  readonly alike?: false | { readonly ours: readonly string[] };
  /**
   * Known limitations of mwgen or the framework: the reason why a target or a whole family fails this case. If the case
   * passes nevertheless, the run fails.
   */
  readonly exempt?: Readonly<Record<string, string>>;
}

/** How the application is set up; see apps/CONTRACT.md. */
export interface AppSettings {
  /**
   * Where the generated middleware is registered: on the application (default), on a router or on a sub-application.
   * The latter two serve the routes under `/api`.
   */
  readonly mount?: 'app' | 'router' | 'sub-app';
  /** Serves the routes under `/api`, with the middleware on the application. */
  readonly prefixed?: boolean;
  /** How often the middleware is registered. */
  readonly times?: number;
  /** Other middleware before the generated one, and between it and the routes. */
  readonly before?: readonly Extra[];
  readonly after?: readonly Extra[];
  /** What `onCapture` does with a record after storing it. */
  readonly onCapture?: 'keep' | 'throw' | 'reject' | 'hang' | 'gate';
  readonly onError?: 'keep' | 'default' | 'throw';
  readonly generateRequestId?: string;
  /** The application has its own error page. */
  readonly errorPage?: boolean;
  /** The server has an `upgrade` listener that echoes data. */
  readonly upgrade?: boolean;
  /** For very many chunks: no limit to the time of a request, and crashes are not attributed to it, which takes long. */
  readonly bulk?: boolean;
  /** Responses of `/say/<name>`. */
  readonly answers?: Readonly<Record<string, CannedAnswer>>;
  /** Scripted ASGI applications at `/asgi/<name>`; needs `asgi-api`. */
  readonly messages?: Readonly<Record<string, readonly MessageStep[]>>;
  /** Scripted handlers at `/script/<name>`; needs `node-api`. */
  readonly scripts?: Readonly<Record<string, readonly ScriptStep[]>>;
}

export interface CannedAnswer {
  readonly status?: number;
  readonly headers?: readonly (readonly [string, string])[];
  /** A string is sent as UTF-8. */
  readonly body: string | { readonly base64: string };
  /** Offsets at which the body is split into separate writes. Without them, the whole body is passed to `end`. */
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
  | 'outer-id'
  | 'outlives-client'
  | 'breaks-off'
  | 'sends-head'
  | 'reads-body'
  | 'body-limit';

export type ScriptChunk =
  | string
  | {
      readonly hex: string;
      readonly as?: 'Buffer' | 'Uint8Array';
      /** The handler reuses the buffer after writing it. */ readonly reused?: true;
    };
export type HeaderArgument = string | number | readonly string[];

/**
 * A call on Node's response object. `callback` is the name of a callback that is reported when it is called. Return
 * values and exceptions are reported too, so that they can be compared with the application without middleware.
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
  /** The handler takes the connection over from the response. */
  | { readonly do: 'takeOver' }
  /** Calls of the connection itself; `raw` is sent as it is. */
  | { readonly do: 'endConnection' | 'writeRaw'; readonly raw?: string }
  | { readonly do: 'destroyConnection'; readonly message?: string }
  | { readonly do: 'earlyHints'; readonly hints: Readonly<Record<string, string>> }
  | { readonly do: 'gate'; readonly gate: string }
  | { readonly do: 'observe'; readonly event: string }
  | { readonly do: 'throw' | 'reject'; readonly message: string }
  | { readonly do: 'pipe'; readonly chunks: readonly string[] }
  | { readonly do: 'trailers'; readonly headers: Readonly<Record<string, string>> }
  | { readonly do: 'readBody' | 'waitForClose' };

/**
 * An ASGI message to send, or a call of `receive`. Results are reported, so that they can be compared with the
 * application without middleware.
 */
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
  /** The request target as sent in the request line. */
  readonly target: string;
  /** Sent after `Host: localhost`, unchanged. */
  readonly headers?: readonly (readonly [string, string])[];
  /** Sent with a Content-Length. */
  readonly body?: Buffer | string;
  /** Sent with chunked encoding. */
  readonly chunks?: readonly (Buffer | string)[];
  /** Send only this many bytes of the body, with the Content-Length of the whole body. */
  readonly onlyFirst?: number;
}

export interface ResponseExpectation {
  /** A list allows for differences between frameworks. */
  readonly status?: number | readonly number[];
  readonly reason?: string;
  /**
   * A string or pattern: exactly one value, which matches. A list: exactly these values, in order; on servers that join
   * lines, as one value. `null`: absent.
   */
  readonly headers?: Readonly<Record<string, string | RegExp | null | readonly (string | RegExp)[]>>;
  readonly body?: string | Buffer | RegExp;
  readonly json?: Expected;
  readonly length?: number;
  readonly sha256?: string;
  /** Whether the body must be complete according to its framing. Default: true. */
  readonly complete?: boolean;
  readonly framing?: 'length' | 'chunked' | 'close' | 'none';
  readonly informational?: readonly number[];
  readonly trailers?: Readonly<Record<string, string>>;
}

export type Exchange =
  | { readonly request: RequestSpec | string; readonly response?: ResponseExpectation }
  | { readonly steps: readonly Step[] };

/** One action of a client on a connection. */
export type Step =
  | { readonly send: RequestSpec | string | Buffer }
  /** Receives a whole response. The response to a HEAD request has no body. */
  | { readonly receive: ResponseExpectation; readonly to?: 'HEAD' }
  /** Receives only the status line and headers of the next response. */
  | { readonly head: ResponseExpectation; readonly to?: 'HEAD' }
  /** Receives the body until it is this text or has this length. */
  | { readonly soFar: string | number }
  /** Receives the rest of the response. */
  | { readonly rest: ResponseExpectation }
  /** Opens a gate that a handler is waiting at, or will wait at. */
  | { readonly go: string; readonly times?: number }
  /** Waits until the server has reported an event this many times. */
  | { readonly seen: string; readonly times?: number }
  /** Waits until this many records exist. */
  | { readonly recorded: number }
  /**
   * Waits until the client has received this many bytes or the server stalls, then checks how much the server buffers.
   */
  | { readonly heldBelow: number }
  /** Receives these bytes after the connection has been upgraded. */
  | { readonly bytes: string }
  | { readonly do: 'pause' | 'resume' | 'halfClose' | 'reset' | 'destroy' | 'closed' };
