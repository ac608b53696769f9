/** Python and TypeScript must give the same results for the same input: for redaction and for matching routes. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { SegmentData } from '../../generator/plan/routes.js';
import { jsonPathOf, pathOf } from '../generated/pattern.js';
import { generate, load } from '../generated/generate.js';
import { known, stepsOf } from '../redaction/known.js';
import { pythonEnvironment } from './environment.js';

const runs = Number(process.env['MWGEN_AGREEMENT_RUNS'] ?? 2000);
const seed = 20_261_120;
const environment = pythonEnvironment();

describe('Python and TypeScript agree', { skip: environment.kind === 'missing' ? environment.reason : false }, () => {
  it('on redacted texts', async () => {
    const spec = 'audit:\n  capture:\n    response: true\n    redact: { json: [password] }';
    const { Redactor } = await load<RedactModule>(await generate('agree-redact', spec), 'internal/redact');
    const folder = await generate('agree_redact', spec, 'starlette');
    const samples = [...edges, ...fc.sample(redaction, { numRuns: runs, seed })];
    const expected = samples.map(
      ({ paths, text, type, isCut }) =>
        new Redactor(paths.map(jsonPathOf), '[redacted]').redact(text, type, isCut) ?? null,
    );
    const actual = answers(
      folder,
      'from agree_redact._internal.redact import Redactor',
      `Redactor([steps(path) for path in one["paths"]], "[redacted]").redact(one["text"], one["type"], is_cut=one["isCut"])`,
      samples.map((one) => ({ ...one, paths: one.paths.map(jsonPathOf) })),
    );
    assertSame(samples, actual, expected);
    assert.ok(expected.filter((text) => text?.includes('[redacted]')).length > runs / 10);
  });

  it('on the requests that a route matches', async () => {
    const spec = 'routes:\n  timing: true\n  exclude: [GET /a, "/a%2Fb", "/*/**", "/a*b"]';
    const { RouteTable } = await load<RoutesModule>(await generate('agree-routes', spec), 'internal/routes');
    const folder = await generate('agree_routes', spec, 'starlette');
    const samples = fc.sample(routing, { numRuns: runs, seed });
    const has = (routes: readonly string[], path: string): boolean =>
      new RouteTable(routes.map((route) => ({ path: pathOf(route) }))).has('GET', path);
    // The application's router splits paths at encoded slashes. So do routes, unless they contain an encoded slash.
    const isEncoded = (route: string): boolean => route.includes('%2f');
    const expected = samples.map(
      ({ routes, path }) =>
        has(routes.filter(isEncoded), path) ||
        has(
          routes.filter((route) => !isEncoded(route)),
          path.replaceAll(/%2f/gi, '/'),
        ),
    );
    const actual = answers(
      folder,
      'from agree_routes._internal.routes import Route, RouteTable\nfrom agree_routes._internal.scope import encoded_path, route_path\nfrom urllib.parse import unquote',
      // The path as the server passes it to the application.
      `(lambda scope: RouteTable(*(Route(steps(route)) for route in one["routes"])).has("GET", route_path(scope), encoded_path(scope)))({"path": unquote(one["path"]), "raw_path": one["path"].encode()})`,
      samples.map((one) => ({ ...one, routes: one.routes.map((route) => pathOf(route)) })),
    );
    assertSame(samples, actual, expected);
    assert.ok(expected.filter(Boolean).length > runs / 10);
  });
});

interface RedactModule {
  readonly Redactor: new (
    paths: readonly (readonly (string | readonly string[])[])[],
    replacement: string,
  ) => { redact(text: string, type: string, isCut: boolean): string | undefined };
}

interface RoutesModule {
  readonly RouteTable: new (routes: readonly { readonly path: readonly SegmentData[] }[]) => {
    has(method: string, path: string): boolean;
  };
}

interface Redaction {
  readonly paths: string[][];
  readonly text: string;
  readonly type: string;
  readonly isCut: boolean;
}

const key = fc.constantFrom('a', 'A', 'password', 'passWord', 'user', '0', 'ö', '*', '');
const step = fc.constantFrom('a', 'password', 'user', '0', '*', '**', '**');
const leaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom('x', 'a b', '{not json', '[1', '\ud83d\ude00', '\ud800', '{"token":1}', '{"a":[{"password":"x"}]}'),
  fc.string({ maxLength: 6 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
}));
const json = fc.oneof(
  value.map((one) => JSON.stringify(one)),
  value.map((one) => JSON.stringify(one, null, 2)),
  value.map((one) => JSON.stringify({ data: JSON.stringify(one) })),
);
/** JSON, also with a part removed or a character inserted. */
const nearly = fc
  .tuple(
    json,
    fc.nat(),
    fc.nat({ max: 3 }),
    fc.constantFrom('', '', '"', ',', '}', '\\', '\u0001', ' ', '\u001e', '\u00a0', 'NaN', '01'),
  )
  .map(([text, at, count, more]) => {
    const from = at % (text.length + 1);
    return text.slice(0, from) + more + text.slice(from + count);
  });
const lines = fc.array(json, { maxLength: 3 }).map((documents) => documents.map((one) => `${one}\n`).join(''));
const events = fc
  .array(fc.tuple(json, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 3 })
  .map((documents) =>
    documents.map(([one, end]) => `event: x${end}data: ${one.replaceAll('\n', `${end}data: `)}${end}${end}`).join(''),
  );
const form = fc
  .array(fc.tuple(fc.constantFrom('a', 'password', 'user[token]', 'user.0', 'pass%77ord', '%zz', 'a+b'), leaf), {
    maxLength: 4,
  })
  .map((pairs) =>
    pairs
      .map(([name, one]) => `${name}=${encodeURIComponent(String(one).replace(/[\ud800-\udfff]/gu, '?'))}`)
      .join('&'),
  );
const redaction: fc.Arbitrary<Redaction> = fc.record({
  paths: fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
  text: fc.oneof(json, json, nearly, lines, events, form),
  type: fc.constantFrom(
    ...['application/json', 'application/json', 'application/problem+json', 'text/plain', 'application/x-ndjson'],
    ...['text/event-stream', 'application/x-www-form-urlencoded', 'multipart/form-data', ''],
  ),
  isCut: fc.constantFrom(false, false, false, true),
});

const edges: readonly Redaction[] = [
  ...known.map(({ paths, text, type, isCut = false }) => ({ paths: paths.map(stepsOf), text, type, isCut })),
  ...[
    '{"password":1,"PASSWORD":2}',
    '{"a":12345678901234567890,"password":1.0e400}',
    `${'['.repeat(5000)}{"password":1}${']'.repeat(5000)}`,
    '\ufeff{"password":1}',
    '{"pass\\u0077ord":1}',
    '{"pass\\xord":1}',
    '{"password":"\\ud800"}',
    '[1,]',
    '{"a":1} {"password":2}',
    'password=1&user[password]=2',
    '',
  ].flatMap((text) =>
    [[['password']], [['**', 'password']], [['**', '**', 'password'], ['*']], [['**']]].map((paths) => ({
      paths,
      text,
      type: 'application/json',
      isCut: false,
    })),
  ),
];

const part = fc.constantFrom('a', 'b', 'ab', 'aab', 'A', 'a%2Fb', 'a%2fB', '%61', 'a b', '%C3%A9', '%2A', '');
const routing = fc.record({
  routes: fc.array(
    fc
      .array(fc.constantFrom('a', 'b', 'ab', '*', '**', 'a*', '*b', 'a*b', 'a%2fb', 'a%2f*', '\u00e9', '%2a'), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) => `/${parts.join('/')}`),
    { minLength: 1, maxLength: 3 },
  ),
  path: fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/').replaceAll(' ', '%20')}`),
});

/** The results of a Python expression for each sample, which is available as `one`. */
function answers(folder: string, imports: string, expression: string, samples: readonly unknown[]): unknown[] {
  if (environment.kind === 'missing') return [];
  // Lists in JSON are tuples in generated code.
  const steps = 'def steps(path):\n    return tuple(one if isinstance(one, str) else tuple(one) for one in path)\n';
  const program = `import json, sys\n${imports}\n${steps}for line in sys.stdin:\n    one = json.loads(line)\n    print(json.dumps(${expression}))\n`;
  const { stdout, stderr } = spawnSync(environment.python, ['-c', program], {
    cwd: dirname(folder),
    input: samples.map((one) => `${JSON.stringify(one)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' },
  });
  assert.equal(stderr, '');
  return stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

function assertSame(samples: readonly unknown[], actual: readonly unknown[], expected: readonly unknown[]): void {
  assert.equal(actual.length, expected.length);
  const wrong = samples.flatMap((sample, index) =>
    actual[index] === expected[index] ? [] : [{ sample, python: actual[index], typescript: expected[index] }],
  );
  assert.deepEqual(wrong.slice(0, 3), []);
}
