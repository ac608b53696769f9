/** Random settings for helpers, as code, and what a plan would determine about them. */
import fc from 'fast-check';
import { dataLiteral } from '../../generator/languages/typescript/literals.js';
import type { Knowledge, Presence } from '../../generator/plan/knowledge.js';

const segment = fc.constantFrom<string | readonly string[]>(
  ...['a', 'b', 'v1', 'x/y'],
  ...[['*'], ['**'], ['v', ''], ['', '.js'], ['a', 'b', '']],
);
const table = fc.record({
  routes: fc.array(
    fc.record({
      path: fc.array(segment, { maxLength: 4 }),
      methods: fc.option(fc.constantFrom(['GET', 'HEAD'], ['POST']), { nil: undefined }),
    }),
    { maxLength: 4 },
  ),
  caseSensitive: fc.boolean(),
  strictTrailingSlash: fc.boolean(),
});

const step = fc.constantFrom<string | readonly string[]>('password', 'token', 'a', '*', ['*'], ['**']);
const path = fc.tuple(fc.array(step, { maxLength: 2 }), fc.constantFrom('password', 'token', 'b', '*'));
const capture = fc.record({
  paths: fc.oneof(
    fc.constant([]),
    fc.array(
      path.map(([steps, last]) => [...steps, last]),
      { minLength: 1, maxLength: 3 },
    ),
  ),
  statuses: fc.option(fc.constantFrom([[400, 599]], [[200, 200]]), { nil: undefined }),
  decompress: fc.boolean(),
  maxBytes: fc.constantFrom(8, 40, 1000),
  drop: fc.boolean(),
  types: fc.option(fc.constantFrom(['*/*'], ['application/json', 'text/*']), { nil: undefined }),
  capturesResponse: fc.boolean(),
  hasId: fc.boolean(),
});

export const configs = fc.record({
  tables: fc.array(table, { minLength: 1, maxLength: 2 }),
  captures: fc.array(capture, { minLength: 1, maxLength: 2 }),
  query: fc.option(fc.constantFrom(['token'], ['a', 'password']), { nil: undefined }),
  replacement: fc.constantFrom('[redacted]', '"redacted"'),
  /** What a plan determines, and is not told to the specialiser. */
  untold: fc.subarray([...factNames(), ...presenceNames()]),
});
export type Config = typeof configs extends fc.Arbitrary<infer One> ? One : never;

/** A module whose functions call the helpers with these settings. It has no imports. */
export function codeFor({ tables, captures, query, replacement }: Config): string {
  const redacted = `redactQuery(query, new Set(${dataLiteral(query ?? [])}), ${dataLiteral(replacement)})`;
  return [
    `interface Input { readonly method: string; readonly path: string; readonly query: string | undefined; readonly status: number | null; readonly raw: readonly string[]; readonly bytes: Buffer; readonly isWhole: boolean; readonly value: string; }
    const report = (error: unknown): void => { throw error; };
    export function encoded({ value }: Input): string { return headerValue(value); }
    export function merged({ value }: Input): string { return mergeList(value, ['a', 'B']); }
    export function trusted({ value }: Input): string | undefined { return trustedId(value); }`,
    ...tables.map(({ routes, caseSensitive, strictTrailingSlash }, index) => {
      const options = { ...(caseSensitive && { caseSensitive }), ...(strictTrailingSlash && { strictTrailingSlash }) };
      return `const table${index} = new RouteTable(${dataLiteral(routes)}, ${dataLiteral(options)});
        export function matches${index}({ method, path }: Input): boolean { return table${index}.has(method, path); }`;
    }),
    ...captures.map(({ paths, statuses, decompress, maxBytes, drop, types, capturesResponse }, index) => {
      const fields = [
        `middleware: 'm', request: limits${index}, replacement: ${dataLiteral(replacement)}`,
        ...(capturesResponse ? [`response: limits${index}`] : []),
        ...(statuses === undefined ? [] : [`statuses: ${dataLiteral(statuses)}`]),
        ...(decompress ? ['decompress: true'] : []),
        `redactedHeaders: new Set(['cookie'])`,
        ...(query === undefined ? [] : [`redactedQuery: new Set(${dataLiteral(query)})`]),
        ...(paths.length === 0 ? [] : [`redactor: new Redactor(${dataLiteral(paths)}, ${dataLiteral(replacement)})`]),
      ];
      const keeps = types === undefined ? 'isTextual' : `mediaTypeTest(${dataLiteral(types)})`;
      return `const limits${index}: BodyLimits = { maxBytes: ${maxBytes}, memoryLimit: 1000000, ${drop ? 'drop: true, ' : ''}keeps: ${keeps} };
        const settings${index}: CaptureSettings = { ${fields.join(', ')} };
        export async function record${index}({ query, status, raw, bytes, isWhole }: Input): Promise<unknown> {
          const headers = groupHeaders(raw);
          const body = new BodyRecorder(limits${index}, report);
          admitBody(body, headers, settings${index});
          body.add(bytes, 'utf8');
          const shown = await bodyRecord(body, headers, isWhole, settings${index});
          body.release();
          return [isRecorded(status, settings${index}), shown, query && ${redacted}];
        }`;
    }),
  ].join('\n');
}

/** What a plan would determine about the settings, without what is untold. */
export function knowledgeFor({ tables, captures, query, untold }: Config): Knowledge {
  const known = (name: string): boolean => !untold.includes(name);
  const facts = factsOf(tables, captures);
  const presence: Record<string, Presence> = {
    ...presenceOf(tables, captures),
    redactedQuery: query === undefined ? 'never' : 'always',
  };
  return {
    facts: Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, value || !known(name)])),
    presence: Object.fromEntries(
      Object.entries(presence).map(([name, value]) => [name, known(name) ? value : 'sometimes']),
    ),
  };
}

type Tables = readonly (typeof table extends fc.Arbitrary<infer One> ? One : never)[];
type Captures = readonly (typeof capture extends fc.Arbitrary<infer One> ? One : never)[];

function factsOf(tables: Tables, captures: Captures): Readonly<Record<string, boolean>> {
  const routes = tables.flatMap((one) => one.routes);
  const wildcards = routes.flatMap((route) => route.path.filter((part) => typeof part !== 'string'));
  const hasWildcard = (text: string): boolean => wildcards.some((part) => part.length === 1 && part[0] === text);
  return {
    sendsTelemetry: false,
    spills: false,
    redactsJson: captures.some(({ paths }) => paths.length > 0),
    routesHaveMethods: routes.some(({ methods }) => methods !== undefined),
    routesHaveAny: hasWildcard('*'),
    routesHaveGlobs: wildcards.some((part) => part.length > 1),
    routesHaveRest: hasWildcard('**'),
    // Both are correct; which is faster depends on the number of routes.
    routesHaveManyRests: routes.length % 2 === 0,
    capturesRequests: captures.length > 0,
    capturesResponses: captures.some(({ capturesResponse }) => capturesResponse),
    callsDone: false,
    servesHttp2: false,
  };
}

function presenceOf(tables: Tables, captures: Captures): Readonly<Record<string, Presence>> {
  return {
    request: 'always',
    response: presence(captures, ({ capturesResponse }) => capturesResponse),
    drop: presence(captures, ({ drop }) => drop),
    spill: 'never',
    file: 'never',
    spilledBytes: 'never',
    statuses: presence(captures, ({ statuses }) => statuses !== undefined),
    decompress: presence(captures, ({ decompress }) => decompress),
    redactor: presence(captures, ({ paths }) => paths.length > 0),
    requestId: presence(captures, ({ hasId }) => hasId),
    context: 'never',
    methods: presence(
      tables.flatMap(({ routes }) => routes),
      ({ methods }) => methods !== undefined,
    ),
    caseSensitive: presence(tables, ({ caseSensitive }) => caseSensitive),
    strictTrailingSlash: presence(tables, ({ strictTrailingSlash }) => strictTrailingSlash),
  };
}

function presence<Item>(items: readonly Item[], has: (item: Item) => boolean): Presence {
  if (!items.some(has)) return 'never';
  return items.every(has) ? 'always' : 'sometimes';
}

function factNames(): string[] {
  return Object.keys(factsOf([], []));
}

function presenceNames(): string[] {
  return [...Object.keys(presenceOf([], [])), 'redactedQuery'];
}
