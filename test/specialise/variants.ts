/** Specs in which every pair of choices occurs. */

/** The choices of a spec. `part` is inserted into the settings of the middleware. */
const choices = {
  target: ['express', 'hono', 'fetch'],
  request: ['none', 'all', 'some'],
  response: ['none', 'all', 'some'],
  overflow: ['truncate', 'drop', 'spill'],
  statuses: ['any', 'some'],
  decompress: ['yes', 'no'],
  redact: ['none', 'query', 'json', 'both'],
  sink: ['log', 'callback', 'opentelemetry'],
  requestId: ['none', 'trusted', 'made'],
  routes: ['all', 'texts', 'any', 'globs', 'rest', 'methods', 'feature'],
  matching: ['usual', 'case', 'slash'],
  hooks: ['none', 'before', 'after', 'done'],
  headers: ['none', 'set', 'merged', 'request', 'removed'],
} as const;

type Choices = typeof choices;
type Name = keyof Choices;
export type Variant = { readonly [One in Name]: Choices[One][number] };

/** A small number of variants (not the minimum) that covers every pair of choices. */
export function variants(): Variant[] {
  const names = Object.keys(choices) as Name[];
  const open = new Set<string>();
  names.forEach((a, index) => {
    for (const b of names.slice(index + 1)) {
      for (const one of choices[a]) for (const other of choices[b]) open.add(pair(a, one, b, other));
    }
  });
  const found: Variant[] = [];
  while (open.size > 0) {
    const chosen: Partial<Record<Name, string>> = startOf([...open][0] ?? '');
    for (const name of names) {
      chosen[name] ??= best(
        choices[name],
        (one) =>
          names.filter((other) => chosen[other] !== undefined && open.has(pair(name, one, other, chosen[other])))
            .length,
      );
    }
    names.forEach((a, index) => {
      for (const b of names.slice(index + 1)) open.delete(pair(a, chosen[a] ?? '', b, chosen[b] ?? ''));
    });
    found.push(chosen as Variant);
  }
  return found;
}

function pair(a: string, one: string, b: string, other: string): string {
  return [`${a}=${one}`, `${b}=${other}`].sort().join('&');
}

function startOf(key: string): Partial<Record<Name, string>> {
  return Object.fromEntries(key.split('&').map((part) => part.split('=')));
}

function best(all: readonly string[], score: (one: string) => number): string {
  return all.reduce((most, one) => (score(one) > score(most) ? one : most));
}

/**
 * The spec of a variant: one middleware with all choices, and one without those that only some middleware should have.
 */
export function specOf(variant: Variant): string {
  const isMixed = variant.request === 'some' || variant.response === 'some';
  const capture = captureOf(variant, variant.request !== 'none', variant.response !== 'none');
  const other = captureOf(variant, variant.request === 'all', variant.response === 'all');
  const all = {
    ...routes[variant.routes],
    ...(variant.matching === 'usual' || variant.routes === 'all' ? {} : { matching: matching[variant.matching] }),
    ...(variant.requestId === 'none' ? {} : { requestId: requestId[variant.requestId] }),
    ...(variant.headers === 'none' ? {} : { headers: headers[variant.headers] }),
    ...(capture === undefined ? {} : { capture }),
    ...(variant.hooks === 'none' ? {} : { hooks: { [variant.hooks]: true } }),
    timing: true,
  };
  const middleware = { first: all, ...(isMixed && other !== undefined ? { second: { capture: other } } : {}) };
  return JSON.stringify({ version: 1, targets: [{ framework: variant.target, output: 'out' }], middleware });
}

function captureOf(variant: Variant, hasRequest: boolean, hasResponse: boolean): object | undefined {
  if (!hasRequest && !hasResponse) return undefined;
  const body = { maxBytes: '16KiB', ...(variant.overflow === 'truncate' ? {} : { overflow: variant.overflow }) };
  return {
    ...(hasRequest ? { request: body } : {}),
    ...(hasResponse ? { response: body } : {}),
    ...(variant.overflow === 'spill' ? { spill: { maxBytes: '1MB' } } : {}),
    ...(variant.statuses === 'some' ? { statuses: ['5xx'] } : {}),
    decompress: variant.decompress === 'yes',
    redact: {
      ...(variant.redact === 'query' || variant.redact === 'both' ? { query: ['token'] } : {}),
      ...(variant.redact === 'json' || variant.redact === 'both' ? { json: ['password'] } : {}),
    },
    sink: variant.sink,
  };
}

const routes: Readonly<Record<Variant['routes'], object>> = {
  all: {},
  texts: { exclude: ['/healthz'] },
  any: { include: ['/users/:id'] },
  globs: { exclude: ['/assets/*.js'] },
  rest: { include: ['/api/**'], exclude: ['/api/quiet'] },
  methods: { exclude: ['GET /metrics'] },
  feature: { exclude: [{ path: '/plain', features: ['timing'] }] },
};

const matching = { case: { caseSensitive: true }, slash: { trailingSlash: 'strict' } };

const requestId = { trusted: true, made: { incoming: 'ignore', format: 'uuidv7' } };

const headers: Readonly<Record<Exclude<Variant['headers'], 'none'>, object>> = {
  set: { response: { set: { 'X-Region': 'eu', 'X-Path': '${request.path}' } } },
  merged: { response: { append: { Vary: 'Origin' }, default: { 'Cache-Control': 'no-store' } } },
  request: { request: { set: { 'X-Seen': '${now.iso}' }, append: { Forwarded: 'by=edge' } } },
  removed: { request: { remove: ['X-Internal'] }, response: { remove: ['X-Powered-By'] } },
};
