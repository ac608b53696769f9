/** Tests the descriptions of changes, from two specs that are compiled with the real front end. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { Plan } from '../../generator/plan/plan.js';
import { readSpec } from '../../generator/spec/read-spec.js';
import { meaningOf } from '../../generator/workspace/meaning/meaning.js';
import { targetsMeaning } from '../../generator/workspace/meaning/targets.js';

function plan(...middleware: string[]): Plan {
  const text = `version: 1\ntargets: [{ framework: express, output: src }]\nmiddleware:\n${middleware.map((one) => `  ${one}\n`).join('')}`;
  const { plan: found, diagnostics } = readSpec(text, { file: 'mwgen.yaml', frameworks: ['express'] });
  assert.ok(found, JSON.stringify(diagnostics));
  return found;
}

const base = 'timing: true, exclude: [/healthz]';
const cases: readonly (readonly [before: string, after: string, meaning: readonly string[]])[] = [
  [base, base, []],
  [
    `${base}, capture: { request: true, response: true }`,
    `${base}, capture: { response: true }, headers: { response: { set: { X-Region: eu } } }`,
    ['adds response header X-Region on all routes except /healthz', 'stops capturing request bodies'],
  ],
  [
    `${base}, headers: { response: { set: { X-A: a }, remove: [X-B] }, request: { append: { X-C: c } } }`,
    `${base}, headers: { response: { set: { X-A: 'b \${env.B:-c}' } } }`,
    [
      'no longer appends to request header X-C',
      'no longer removes response header X-B',
      'changes response header X-A from `a` to `b ${env.B:-c}`',
    ],
  ],
  ['timing: true', 'timing: { precision: 2 }', ['prints the time in X-Process-Time with 2 decimals, not 6']],
  [
    'requestId: true',
    'requestId: { incoming: ignore, format: uuidv7 }',
    ['ignores incoming request IDs', 'creates request IDs as uuidv7, no longer as uuid'],
  ],
  [
    'timing: true, exclude: [/a]',
    'timing: true, exclude: [/b, { path: /c, features: [timing] }]',
    ['no longer runs on /b', 'runs again on /a', 'turns off timing on /c'],
  ],
  ['timing: true', 'timing: true, include: [/api/**]', ['runs only on /api/**']],
  ['timing: true, include: [/api/**]', 'timing: true', ['runs on all routes, no longer only on /api/**']],
  ['timing: true, include: [/a]', 'timing: true, include: [/a, /b]', ['runs on /b too']],
  ['timing: true', 'timing: true, matching: { caseSensitive: true }', ['matches paths case-sensitively']],
  [
    'capture: { response: { maxBytes: 16KiB }, statuses: [5xx] }',
    'capture: { response: { maxBytes: 1MiB, overflow: drop }, statuses: [404, 5xx], sample: 0.5, sink: callback }',
    [
      'keeps up to 1 MiB of response bodies, was 16 KiB',
      'drops longer response bodies, was truncate',
      'records statuses 404, 500 to 599, was statuses 500 to 599',
      'records 50 % of requests, was 100 %',
      "sends records to the application's onCapture, no longer to standard output",
    ],
  ],
  [
    'capture: { response: true, redact: { json: [password], query: [token] } }',
    'capture: { response: true, redact: { json: ["**.secret"], query: [token] } }',
    ['redacts the JSON values **.secret', 'NO LONGER redacts the JSON values password'],
  ],
  [
    'timing: true, hooks: { before: true }',
    'timing: true, hooks: { done: true }',
    ['calls the hook done on all routes', 'no longer calls the hook before'],
  ],
  [
    'timing: true',
    "timing: true, headers: { response: { set: { X-A: '${env.A}' } } }",
    ['adds response header X-A on all routes', 'needs the environment variable A at start-up'],
  ],
];

for (const [before, after, meaning] of cases) {
  test(`${before}  ->  ${after}`, () => {
    const lines = meaningOf(plan(`one: { ${before} }`), plan(`one: { ${after} }`));
    assert.deepEqual(lines, meaning.length === 0 ? [] : [`one: ${meaning.join('; ')}`]);
  });
}

test('middleware that is added, removed and reordered', () => {
  const [a, b, c] = ['a: { timing: true }', 'b: { requestId: true }', 'c: { timing: { header: X-C } }'];
  assert.deepEqual(meaningOf(plan(a, b), plan(b, a)), ['order, outermost first: b, a']);
  assert.deepEqual(meaningOf(plan(a, b), plan(a, c)), ['c: is new (timing), on all routes', 'b: was removed']);
});

/** For each key of the schema below a middleware, a change of it alone. The keys before the last one are given once. */
const edits: Readonly<Record<string, readonly [before: string, after: string]>> = {
  description: ['timing: true', 'timing: true, description: New.'],
  exclude: ['timing: true', 'timing: true, exclude: [/a]'],
  'exclude.path': ['timing: true, exclude: [{ path: /a }]', 'timing: true, exclude: [{ path: /b }]'],
  'exclude.methods': ['timing: true, exclude: [{ path: /a }]', 'timing: true, exclude: [{ path: /a, methods: [GET] }]'],
  'exclude.features': [
    'timing: true, exclude: [{ path: /a }]',
    'timing: true, exclude: [{ path: /a, features: [timing] }]',
  ],
  include: ['timing: true', 'timing: true, include: [/a]'],
  'include.path': ['timing: true, include: [{ path: /a }]', 'timing: true, include: [{ path: /b }]'],
  'include.methods': ['timing: true, include: [{ path: /a }]', 'timing: true, include: [{ path: /a, methods: [GET] }]'],
  'include.features': [
    'timing: true, requestId: true, include: [{ path: /a }]',
    'timing: true, requestId: true, include: [{ path: /a, features: [timing] }]',
  ],
  matching: ['timing: true', 'timing: true, matching: { caseSensitive: true }'],
  'matching.caseSensitive': ['timing: true', 'timing: true, matching: { caseSensitive: true }'],
  'matching.trailingSlash': ['timing: true', 'timing: true, matching: { trailingSlash: strict }'],
  timing: ['requestId: true', 'requestId: true, timing: true'],
  'timing.header': ['timing: true', 'timing: { header: X-T }'],
  'timing.unit': ['timing: { precision: 4 }', 'timing: { precision: 4, unit: ms }'],
  'timing.precision': ['timing: true', 'timing: { precision: 0 }'],
  'timing.serverTiming': ['timing: true', 'timing: { serverTiming: app }'],
  requestId: ['timing: true', 'timing: true, requestId: true'],
  'requestId.header': ['requestId: true', 'requestId: { header: X-I }'],
  'requestId.incoming': ['requestId: true', 'requestId: { incoming: ignore }'],
  'requestId.format': ['requestId: true', 'requestId: { format: uuidv7 }'],
  headers: ['timing: true', 'timing: true, headers: { response: { set: { X-A: a } } }'],
  'headers.expose': [
    'timing: true, headers: { response: { set: { X-A: a } } }',
    'timing: true, headers: { expose: true, response: { set: { X-A: a } } }',
  ],
  ...Object.fromEntries(
    ['request', 'response'].flatMap((side) => [
      [`headers.${side}`, ['timing: true', `timing: true, headers: { ${side}: { set: { X-A: a } } }`]],
      ...['set', 'default', 'append'].map((operation) => [
        `headers.${side}.${operation}`,
        [
          `headers: { ${side}: { ${operation}: { X-A: '\${env.A:-a}' } } }`,
          `headers: { ${side}: { ${operation}: { X-A: '\${env.A:-b}' } } }`,
        ],
      ]),
      [
        `headers.${side}.remove`,
        [`headers: { ${side}: { remove: [X-A] } }`, `headers: { ${side}: { remove: [X-A, X-B] } }`],
      ],
      [`capture.${side}`, ['timing: true', `timing: true, capture: { ${side}: true }`]],
      [`capture.${side}.maxBytes`, [`capture: { ${side}: true }`, `capture: { ${side}: { maxBytes: 1KiB } }`]],
      [`capture.${side}.overflow`, [`capture: { ${side}: true }`, `capture: { ${side}: { overflow: drop } }`]],
      [
        `capture.${side}.contentTypes`,
        [`capture: { ${side}: true }`, `capture: { ${side}: { contentTypes: [text/*] } }`],
      ],
    ]),
  ),
  capture: ['timing: true', 'timing: true, capture: { response: true }'],
  ...Object.fromEntries(
    Object.entries({
      decompress: ['true', 'false'],
      memoryLimit: ['64MiB', '32MiB'],
      sample: ['1', '0.07'],
      sink: ['log', 'callback'],
      statuses: ['[4xx]', '[5xx]'],
      spill: ['{ directory: /a }', '{ directory: /b }'],
      'spill.directory': ['{ directory: /a }', '{ directory: /b }'],
      'spill.maxBytes': ['{ maxBytes: 1MiB }', '{ maxBytes: 2MiB }'],
      'spill.totalBytes': ['{ totalBytes: 2GiB }', '{ totalBytes: 3GiB }'],
      redact: ['{ json: [a] }', '{ json: [b] }'],
      'redact.defaults': ['{ headers: [x-a] }', '{ headers: [x-a], defaults: false }'],
      'redact.headers': ['{ headers: [x-a] }', '{ headers: [x-b] }'],
      'redact.json': ['{ json: [a] }', '{ json: [b] }'],
      'redact.query': ['{ query: [a] }', '{ query: [b] }'],
      'redact.replacement': ["{ json: [a], replacement: '-' }", "{ json: [a], replacement: '+' }"],
    }).map(([key, values]) => {
      const [name = ''] = key.split('.');
      return [
        `capture.${key}`,
        values.map((value) => `capture: { response: { overflow: spill }, ${name}: ${value} }`),
      ] as [string, [string, string]];
    }),
  ),
  hooks: ['timing: true', 'timing: true, hooks: { before: true }'],
  ...Object.fromEntries(
    ['before', 'after', 'done'].map((hook) => [
      `hooks.${hook}`,
      ['timing: true', `timing: true, hooks: { ${hook}: true }`],
    ]),
  ),
};

test('a change of any key of the schema is told', () => {
  const file = join(import.meta.dirname, '../../schema/mwgen.v1.json');
  const schema = JSON.parse(readFileSync(file, 'utf8')) as JsonSchema;
  const { additionalProperties: middleware = {} } = schema.properties?.['middleware'] ?? {};
  assert.deepEqual(Object.keys(edits).sort(), [...new Set(keysOf(middleware, schema))].sort());
  for (const [key, [before, after]] of Object.entries(edits))
    assert.notDeepEqual(meaningOf(plan(`one: { ${before} }`), plan(`one: { ${after} }`)), [], key);
});

interface JsonSchema {
  readonly $ref?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema;
  readonly items?: JsonSchema;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** All keys in a part of a schema, with the keys that they are below. */
function keysOf(part: JsonSchema, schema: JsonSchema): string[] {
  const { $ref, anyOf = [], oneOf = [], items, properties = {} } = part;
  const named = $ref === undefined ? undefined : schema.$defs?.[$ref.split('/').at(-1) ?? ''];
  const same = [...anyOf, ...oneOf, named, items].filter((one) => one !== undefined);
  return [
    ...same.flatMap((one) => keysOf(one, schema)),
    ...Object.entries(properties).flatMap(([key, value]) => [
      key,
      ...keysOf(value, schema).map((inner) => `${key}.${inner}`),
    ]),
  ];
}

test('changes at the end of long values are told', () => {
  const policy = `default-src 'self'; ${'img-src https://images.example.com '.repeat(4)}`;
  const header = (end: string): Plan =>
    plan(`one: { headers: { response: { set: { Content-Security-Policy: "${policy}${end}" } } } }`);
  const shown = policy.slice(-20);
  assert.deepEqual(meaningOf(header("'none'"), header("'none' data:")), [
    `one: changes response header Content-Security-Policy from \`…${policy.slice(-14)}'none'\` to \`…${policy.slice(-14)}'none' data:\``,
  ]);
  assert.deepEqual(meaningOf(header('a'), header('b')), [
    `one: changes response header Content-Security-Policy from \`…${shown}a\` to \`…${shown}b\``,
  ]);
  const statuses = (list: string): Plan => plan(`one: { capture: { response: true, statuses: [${list}] } }`);
  assert.deepEqual(meaningOf(statuses('400, 402, 404, 406, 408'), statuses('400, 402, 404, 406, 410')), [
    'one: records statuses 400, 402, 404, 406, 410, was statuses 400, 402, 404, 406, 408',
  ]);
});

test('outputs that are added, removed and moved', () => {
  const express = { framework: 'express', output: 'src/a' };
  const hono = { framework: 'hono', output: 'src/b' };
  assert.deepEqual(targetsMeaning([express], [express, hono]), ['src/b: is new, for the framework hono']);
  assert.deepEqual(targetsMeaning([express, hono], [hono]), ['src/a: was removed, for the framework express']);
  assert.deepEqual(targetsMeaning([express, hono], [{ ...express, output: 'lib' }, hono]), [
    'src/a: moves to lib; imports of it have to change',
  ]);
});
