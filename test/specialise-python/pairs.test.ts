/**
 * Specialises the Python helpers for specs in which every pair of choices occurs. According to Ruff, there must be no
 * unused or undeclared names, and specialising twice must not change anything.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import { compile } from '../../generator/index.js';
import { linkPython } from '../../generator/languages/python/modules.js';
import { nameSymbols } from '../../generator/languages/python/names.js';
import { specialisePython } from '../../generator/languages/python/specialise/specialise.js';
import type { Plan } from '../../generator/plan/plan.js';
import { emitAsgi } from '../../generator/servers/asgi/emit.js';
import { frame } from '../../generator/targets/starlette/frame.js';

/** The choices of a spec that affect helpers. */
const words = {
  routes: [
    '',
    'include: [/a]',
    'include: [/a/*]',
    'include: [/a/**/b]',
    'include: [/v*]',
    'include: ["GET /a/b%2fc"]',
    'exclude: [{ path: /x, features: [capture] }]',
  ],
  matching: ['', 'matching: { caseSensitive: true }', 'matching: { trailingSlash: strict }'],
  timing: ['', 'timing: true'],
  requestId: ['', 'requestId: true'],
  hooks: ['', 'hooks: { before: true }', 'hooks: { after: true }', 'hooks: { done: true }'],
  request: ['', 'request: true', 'request: { maxBytes: 1KiB, overflow: drop }'],
  response: ['', 'response: true', 'response: { maxBytes: 1KiB, overflow: spill }'],
  statuses: ['', 'statuses: [5xx]'],
  sample: ['', 'sample: 0.5'],
  decompress: ['', 'decompress: true'],
  query: ['', 'query: [token]'],
  json: ['', 'json: [password]'],
  sink: ['sink: log', 'sink: callback', 'sink: opentelemetry'],
  second: ['', 'timing: true', 'capture: { request: true }', 'hooks: { done: true }'],
} as const;

type Word = keyof typeof words;
type Choice = Readonly<Record<Word, number>>;
const names = Object.keys(words) as Word[];

describe('the helpers of Python', () => {
  const lint = new Workspace(
    { 'target-version': 'py310', 'line-length': 120, lint: { select: ['F', 'ARG', 'RET', 'SIM', 'PIE790'] } },
    PositionEncoding.Utf16,
  );
  const all = choices();

  it(`have no unused and no undeclared names in ${all.length} specs, which cover every pair of choices`, async () => {
    assert.ok(all.length > 20);
    for (const choice of all) {
      const spec = specOf(choice);
      const plan = await planOf(spec);
      assert.ok(plan, spec);
      const { drafts, externals, knowledge } = emitAsgi(plan, frame);
      const once = specialisePython(nameSymbols(drafts), knowledge);
      assert.deepEqual(specialisePython(once, knowledge), once, spec);
      for (const [name, text] of linkPython(once, externals)) {
        if (name.endsWith('_hooks')) continue;
        const found = lint.check(text) as readonly { readonly code: string | null; readonly message: string }[];
        const findings = found.map(({ code, message }) => `${name}: ${code ?? ''} ${message}`);
        assert.deepEqual(findings, [], `${spec}\n${text}`);
        assert.doesNotMatch(text, /\bfacts\.[a-z]/, `${name}\n${spec}`);
      }
    }
  });
});

function specOf(choice: Choice): string {
  const word = (name: Word): string => words[name][choice[name]] ?? '';
  const redact = [word('query'), word('json')].filter((one) => one !== '').join(', ');
  const bodies = [word('request'), word('response')];
  const capture = [
    ...bodies,
    ...(bodies.some((body) => body.includes('spill')) ? ['spill: { maxBytes: 10MB }'] : []),
    word('statuses'),
    word('sample'),
    word('decompress'),
    redact === '' ? '' : `redact: { ${redact} }`,
    word('sink'),
  ].filter((one) => one !== '');
  const lines = [
    ...['routes', 'matching', 'timing', 'requestId', 'hooks'].map((name) => word(name as Word)),
    bodies.every((body) => body === '') ? '' : `capture: { ${capture.join(', ')} }`,
  ].filter((one) => one !== '');
  const second = word('second');
  return [
    'version: 1',
    'targets: [{ framework: starlette, output: out }]',
    'middleware:',
    '  first:',
    ...['headers: { response: { set: { X-A: b } } }', ...lines].map((line) => `    ${line}`),
    ...(second === '' ? [] : ['  second:', `    ${second}`]),
  ].join('\n');
}

async function planOf(spec: string): Promise<Plan | undefined> {
  const settings = { importExtension: '.js', prettier: {}, ruff: {} } as const;
  const { plan } = await compile(spec, { file: 'mwgen.yaml', settings: () => settings });
  return plan;
}

/** A small number of combinations (not the minimum) that covers every pair of choices, found greedily. */
function choices(): Choice[] {
  const open = new Set<string>();
  const pairsOf = (choice: Choice): string[] =>
    names.flatMap((a, index) => names.slice(index + 1).map((b) => `${a}=${choice[a]} ${b}=${choice[b]}`));
  for (const [index, a] of names.entries())
    for (const b of names.slice(index + 1))
      for (const i of words[a].keys()) for (const j of words[b].keys()) open.add(`${a}=${i} ${b}=${j}`);
  const found: Choice[] = [];
  let state = 1;
  const random = (below: number): number => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  while (open.size > 0) {
    const [wanted = ''] = open;
    const fixed = new Map(wanted.split(' ').map((one) => one.split('=') as [string, string]));
    const tried = Array.from({ length: 40 }, (): Choice => {
      const entries = names.map((name) => [name, Number(fixed.get(name) ?? random(words[name].length))]);
      return Object.fromEntries(entries) as Choice;
    });
    const gain = (choice: Choice): number => pairsOf(choice).filter((pair) => open.has(pair)).length;
    const best = tried.reduce((left, right) => (gain(right) > gain(left) ? right : left));
    for (const pair of pairsOf(best)) open.delete(pair);
    found.push(best);
  }
  return found;
}
