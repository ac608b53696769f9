import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { printDiagnostics } from '../../generator/diagnostics/code-frame.js';
import { codesOf, planOf, read, readMiddleware } from './read.js';

const source = `version: 1
targets:
  - framework: express
    output: out
middleware:
  api:
    capture:
      response: { overflow: spill }
    headers:
      response:
        set:
          X-A: "\${env.REGION}"
`;

describe('places', () => {
  const { locate, plan } = read(source);
  const textAt = (path: readonly (string | number)[]): string | undefined => {
    const range = locate(path);
    return range && source.slice(range.start.offset, range.end.offset);
  };

  it('are those of keys', () => {
    assert.equal(textAt(['version']), 'version');
    assert.equal(textAt(['middleware', 'api', 'capture', 'response', 'overflow']), 'overflow');
    assert.deepEqual(locate(['targets', 0, 'output'])?.start, { line: 4, column: 5, offset: 47 });
  });
  it('are those of items of a list', () => {
    assert.match(textAt(['targets', 0]) ?? '', /^framework: express\n {4}output: out$/);
  });
  it('are nearby if something is missing', () => {
    assert.equal(textAt(['middleware', 'api', 'timing', 'unit']), 'api');
    assert.equal(read('').locate(['version']), undefined);
  });
  it('are found for every demand', () => {
    const middleware = plan?.middleware[0];
    assert.ok(middleware);
    assert.deepEqual(
      middleware.demands.map(({ capability, path }) => [capability, textAt(path)]),
      [
        ['responseBody', 'response'],
        ['spill', 'overflow'],
        ['environment', 'X-A'],
      ],
    );
    assert.deepEqual(middleware.environment, [{ name: 'REGION', line: 12 }]);
  });
  it('stay correct in lists with a removed item', () => {
    const { diagnostics } = read(source.replace('    capture:', '    exclude: [5, /a, {}, nope]\n    capture:'));
    assert.deepEqual(
      diagnostics.map(({ code, range }) => [code, range?.start.column]),
      [
        ['wrong-type', 15],
        ['missing-key', 22],
        ['pattern-start', 26],
      ],
    );
  });
});

describe('recovery', () => {
  it('checks the rest of a spec with an unusable part', () => {
    const all = read('middleware: { api: { timing: { unit: x }, exclude: [a], headers: 5 } }');
    assert.deepEqual(codesOf(all).sort(), [
      'missing-key',
      'missing-key',
      'pattern-start',
      'unknown-word',
      'wrong-type',
    ]);
  });
  it('reports no errors caused by rejected parts', () => {
    assert.deepEqual(codesOf(readMiddleware({ timing: 5 })), ['wrong-type']);
    assert.deepEqual(codesOf(readMiddleware({ capture: { response: 5 } })), ['wrong-type']);
    assert.deepEqual(
      codesOf(readMiddleware({ requestId: 5, headers: { response: { set: { 'X-A': '${request.id}' } } } })),
      ['wrong-type'],
    );
    assert.deepEqual(codesOf(readMiddleware({ timing: true, exclude: [{ path: '/a', features: ['x'] }] })), [
      'unknown-word',
    ]);
  });
  it('reports a duplicate key once, and goes on with the first', () => {
    assert.deepEqual(codesOf(read(`${source}version: 2\n`)), ['duplicate-key']);
  });
  it('keeps the order of the text', () => {
    const { diagnostics } = readMiddleware({ exclude: ['x'], timming: 1, timing: { unit: 'x' } });
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['pattern-start', 'unknown-key', 'unknown-word'],
    );
  });
});

describe('lowering', () => {
  it('reads an environment variable once for many uses', () => {
    const plan = planOf(
      readMiddleware({ headers: { response: { set: { 'X-A': '${env.A}', 'X-B': '${env.A}${env.B:-}' } } } }),
    );
    assert.deepEqual(
      plan.environment.map(({ name, fallback }) => [name, fallback]),
      [
        ['A', undefined],
        ['B', ''],
      ],
    );
  });
  it('accepts a header with the name of an object property', () => {
    const plan = planOf(readMiddleware({ headers: { response: { set: { constructor: 'a', hasOwnProperty: 'b' } } } }));
    assert.deepEqual(
      plan.head.map((step) => ('name' in step ? step.name : '')),
      ['constructor', 'hasOwnProperty'],
    );
  });
  it('gives the same result for a spec and for its JSON', () => {
    const yaml = read(source);
    assert.notEqual(yaml.spec, undefined, printDiagnostics(yaml.diagnostics));
    const json = read(JSON.stringify(yaml.spec));
    const withoutLines = (text: unknown): string => JSON.stringify(text).replace(/"line":\d+/g, '');
    assert.equal(withoutLines(json.plan), withoutLines(yaml.plan));
  });
});
