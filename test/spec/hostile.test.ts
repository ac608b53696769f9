/** For any text, the front end returns a result quickly and never throws. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { printDiagnostics } from '../../generator/diagnostics/code-frame.js';
import { inSourceOrder } from '../../generator/diagnostics/diagnostic.js';
import type { ReadSpec } from '../../generator/spec/read-spec.js';
import { codesOf, planOf, read, readMiddleware } from './read.js';

const seed = 20260131;

const valid = `version: 1
targets:
  - framework: express
    output: out
middleware:
  api:
    description: &text "A \\u00e9 text"
    exclude: [GET /a/**, { path: /b/:id, features: [capture] }]
    timing: { unit: ms, serverTiming: app }
    requestId: true
    headers:
      response:
        set: { X-A: "\${env.A:-b}", X-B: 1.10 }
        append: { Set-Cookie: [a=1, b=2] }
    capture: { response: { maxBytes: 4KiB, overflow: spill }, statuses: [4xx], redact: { json: ["a.*.b"] } }
    hooks: { after: true }
`;

describe('any text', () => {
  it('never throws, and all places are within the text', () => {
    const pieces = fc.constantFrom(
      ...[
        '- ',
        '? ',
        ': ',
        '\n',
        '\n  ',
        '\n    ',
        '\t',
        '[',
        ']',
        '{',
        '}',
        ',',
        '"',
        "'",
        '|',
        '>-',
        '&a ',
        '*a',
        '!!x ',
      ],
      ...[
        '%YAML 1.1',
        '---',
        '...',
        '#',
        '<<: ',
        '\\',
        '\0',
        '\ufeff',
        '\r\n',
        '\u2028',
        '\ud83d',
        'é',
        '__proto__',
        'null',
      ],
      ...[
        'version: 1',
        'targets:',
        'framework: express',
        'output: out',
        'middleware:',
        'api:',
        'timing:',
        'capture:',
        'true',
      ],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
    );
    fc.assert(fc.property(text, answers), { seed, numRuns: 1500 });
  });

  it('never throws for a valid spec that is cut, spliced or stretched', () => {
    const change = fc.record({
      from: fc.nat(valid.length),
      length: fc.nat(20),
      insert: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 8 }),
        fc.constantFrom('[', '{', '\n', '  ', '*text', '"', ': '),
      ),
    });
    const changed = fc
      .array(change, { minLength: 1, maxLength: 3 })
      .map((changes) =>
        changes.reduce(
          (text, { from, length, insert }) => text.slice(0, from) + insert + text.slice(from + length),
          valid,
        ),
      );
    fc.assert(fc.property(changed, answers), { seed, numRuns: 1000 });
  });

  it('never throws for any JSON', () => {
    const key = fc.constantFrom(
      'version',
      'targets',
      'middleware',
      'api',
      'timing',
      'headers',
      'request',
      'set',
      'capture',
      'x',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.dictionary(key, tie('tree')),
        fc.array(tie('tree')),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => answers(JSON.stringify(value))),
      { seed, numRuns: 500 },
    );
  });

  function answers(text: string): void {
    const result = read(text);
    assert.equal(
      result.plan === undefined,
      result.diagnostics.some(({ severity }) => severity === 'error'),
    );
    assert.deepEqual(result.diagnostics, inSourceOrder(result.diagnostics));
    for (const { range, message } of result.diagnostics) {
      assert.ok(
        range !== undefined && range.start.offset <= range.end.offset && range.end.offset <= text.length,
        message,
      );
    }
    printDiagnostics(result.diagnostics, { source: text });
  }
});

describe('limits', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['deep lists', '['.repeat(500_000), 'yaml-too-deep'],
    ['deep mappings', '{a: '.repeat(200_000), 'yaml-too-deep'],
    ['deep blocks', '- '.repeat(400_000), 'yaml-too-deep'],
    ['deep keys', '? '.repeat(400_000), 'yaml-too-deep'],
    [
      'deep indentation',
      Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
      'yaml-too-deep',
    ],
    ['one large scalar', `a: ${'x'.repeat(2_000_000)}`, 'spec-too-large'],
    ['a NUL', 'version: 1\0', 'yaml-control-character'],
    ['a scalar instead of a spec', 'x '.repeat(400_000), 'wrong-type'],
    ['many keys', Array.from({ length: 20_000 }, (_, index) => `k${index}: v`).join('\n'), 'unknown-key'],
    ['exponential aliases', laugh(25), 'yaml-alias-expansion'],
  ];
  for (const [name, text, code] of cases) {
    it(`${name}: ${code}`, () => {
      // Not the time of the clock, so that a busy machine makes no difference.
      const started = process.cpuUsage();
      assert.ok(codesOf(read(text)).includes(code));
      assert.ok(process.cpuUsage(started).user < 5_000_000, 'takes too long');
    });
  }

  it('thousands of patterns are fine', () => {
    const exclude = Array.from({ length: 5000 }, (_, index) => `/items/${index}/**`);
    assert.equal(planOf(readMiddleware({ timing: true, exclude })).routes.exclude.length, 5000);
  });

  function laugh(levels: number): string {
    const lines = Array.from(
      { length: levels },
      (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}]`,
    );
    return ['a0: &a0 [x, x]', ...lines].join('\n');
  }
});

describe('any string in any place', () => {
  /** Where to insert a text, and where it must appear in the result. */
  const places: readonly (readonly [string, (text: string) => unknown, (result: ReadSpec) => unknown])[] = [
    ['description', (text) => ({ description: text, timing: true }), (result) => planOf(result).description],
    [
      'redact.replacement',
      (text) => ({ capture: { response: true, redact: { replacement: text } } }),
      (result) => planOf(result).capture?.redact.replacement,
    ],
    [
      'spill.directory',
      (text) => ({ capture: { response: { overflow: 'spill' }, spill: { directory: text } } }),
      (result) => planOf(result).capture?.spill?.directory,
    ],
    [
      'a header value',
      (text) => ({ headers: { response: { set: { 'X-A': text.replaceAll('$', '') } } } }),
      (result) => headText(result),
    ],
    [
      'an environment fallback',
      (text) => ({ headers: { response: { set: { 'X-A': `\${env.A:-${text.replaceAll('}', '')}}` } } } }),
      (result) => planOf(result).environment[0]?.fallback,
    ],
    [
      'a header name',
      (text) => ({ headers: { response: { set: { [text]: 'a' } } } }),
      (result) => planOf(result).head.map(nameOf)[0],
    ],
    ['timing.header', (text) => ({ timing: { header: text } }), (result) => planOf(result).head.map(nameOf)[0]],
    ['a pattern', (text) => ({ timing: true, exclude: [text] }), (result) => planOf(result).routes.exclude[0]?.source],
    [
      'a JSON path',
      (text) => ({ capture: { response: true, redact: { json: [text.replace(/[^]/g, '\\$&')] } } }),
      (result) =>
        planOf(result)
          .capture?.redact.json[0]?.map((step) => (typeof step === 'string' ? step : step.key))
          .join(),
    ],
  ];
  const same = new Map<string, (text: string) => string>([
    ['a header value', (text) => text.replaceAll('$', '')],
    ['an environment fallback', (text) => text.replaceAll('}', '')],
    ['a JSON path', (text) => text.toLowerCase()],
  ]);

  for (const [name, put, take] of places) {
    it(`${name} is rejected, or is the same in the plan`, () => {
      const text = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom(...Array.from('/*:%${}"\'`\\ \t\r\n<>-aZ0é\u2028')) }),
        fc.string({ unit: 'grapheme-ascii' }),
      );
      fc.assert(
        fc.property(text, (one) => {
          const result = readMiddleware(put(one));
          if (result.plan === undefined) assert.ok(result.diagnostics.length > 0);
          else assert.equal(take(result), same.get(name)?.(one) ?? one);
        }),
        { seed, numRuns: 400 },
      );
    });
  }

  function headText(result: ReadSpec): string | undefined {
    const [step] = planOf(result).head;
    if (step?.op !== 'setHeader') return undefined;
    return step.value.map((part) => (part.kind === 'text' ? part.text : '?')).join('');
  }

  function nameOf(step: object): unknown {
    return 'name' in step ? step.name : undefined;
  }
});
