/** Tests the descriptions of changes, from two specs that are compiled with the real front end. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Plan } from '../../generator/plan/plan.js';
import { readSpec } from '../../generator/spec/read-spec.js';
import { meaningOf } from '../../generator/workspace/meaning/meaning.js';

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
      'changes response header X-A from `a` to `b ${env.B}`',
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
