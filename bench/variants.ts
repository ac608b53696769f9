/** The variants of middleware, one per server. Variants with a spec are generated; the others are in `peers.ts`. */
export interface Variant {
  readonly name: string;
  readonly label: string;
  /** The middleware of a spec. */
  readonly spec?: string;
}

export const variants: readonly Variant[] = [
  { name: 'bare', label: 'no middleware' },
  { name: 'bare-again', label: 'no middleware, a second time' },
  { name: 'hand-timing', label: 'timing, by hand' },
  { name: 'timing', label: 'timing, mwgen', spec: '{ timing: true }' },
  { name: 'response-time', label: 'timing, response-time' },
  {
    name: 'capture',
    label: 'capture 64 KiB, mwgen',
    spec: '{ capture: { request: { maxBytes: 64KiB }, response: { maxBytes: 64KiB }, sink: callback } }',
  },
  {
    name: 'everything',
    label: 'timing, id, headers, routes, capture, mwgen',
    spec: `{ exclude: [/healthz, /static/**], timing: true, requestId: true,
             headers: { response: { set: { X-Frame-Options: DENY }, remove: [X-Powered-By] } },
             capture: { request: true, response: true, redact: { json: ['**.token'] }, sink: callback } }`,
  },
  { name: 'hand-capture', label: 'capture of all, by hand' },
  { name: 'morgan', label: 'a log line without bodies, morgan' },
  { name: 'express-winston', label: 'both bodies, express-winston' },
];

export interface Workload {
  readonly path: string;
  readonly label: string;
  /** Requests per round, and number of rounds. */
  readonly requests: number;
  readonly rounds: number;
  readonly body?: string;
}

export const workloads: readonly Workload[] = [
  { path: '/json', label: '`/json` 200 B', requests: 1500, rounds: 9 },
  {
    path: '/echo',
    label: '`/echo` 10 KiB',
    requests: 700,
    rounds: 9,
    body: JSON.stringify({
      items: Array.from({ length: 160 }, (_, id) => ({ id, name: `item ${String(id)}`, tags: ['a', 'b'], ok: true })),
    }),
  },
  { path: '/big', label: '`/big` 1 MiB', requests: 60, rounds: 9 },
  { path: '/stream', label: '`/stream` 100 × 64 KiB', requests: 20, rounds: 9 },
];
