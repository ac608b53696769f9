import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseValue, type ValueContext } from '../../generator/plan/parse-value.js';
import type { Value } from '../../generator/plan/values.js';

const response: ValueContext = { moment: 'response', requestId: true };

describe('header values', () => {
  const good: readonly (readonly [string, Value])[] = [
    ['', [{ kind: 'text', text: '' }]],
    ['plain', [{ kind: 'text', text: 'plain' }]],
    ['$5 and $', [{ kind: 'text', text: '$5 and $' }]],
    ['$${a}', [{ kind: 'text', text: '${a}' }]],
    ['$$${a}', [{ kind: 'text', text: '$${a}' }]],
    ['$$5', [{ kind: 'text', text: '$$5' }]],
    ['{}', [{ kind: 'text', text: '{}' }]],
    ['${ request.id }', [{ kind: 'requestId' }]],
    ['a${now.iso}b', [{ kind: 'text', text: 'a' }, { kind: 'nowIso' }, { kind: 'text', text: 'b' }]],
    ['${request.method}${request.path}', [{ kind: 'requestMethod' }, { kind: 'requestPath' }]],
    ['${request.headers.X-A}', [{ kind: 'requestHeader', name: 'x-a' }]],
    ['${request.headers.X-A:-}', [{ kind: 'requestHeader', name: 'x-a', fallback: '' }]],
    ['${request.headers.a:-b:-c}', [{ kind: 'requestHeader', name: 'a', fallback: 'b:-c' }]],
    ['${duration.s} ${duration.ms}', [duration('s', 6), { kind: 'text', text: ' ' }, duration('ms', 3)]],
  ];
  for (const [text, value] of good) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseValue(text, response), { value, environment: [], problems: [] });
    });
  }

  const bad: readonly (readonly [string, string, number, number])[] = [
    ['a ${request.id', 'expression-open', 2, 14],
    ['a ${nope} b', 'expression-unknown', 2, 9],
    ['${env.A:-${env.B}}', 'expression-brace', 10, 11],
    ['é', 'header-character', 0, 1],
    ['a\nb', 'header-character', 1, 2],
    ['${env.A:-é}', 'header-character', 9, 10],
    ['$${é}', 'header-character', 3, 4],
    [' a', 'header-edge-space', 0, 1],
  ];
  for (const [text, code, from, to] of bad) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      const [problem] = parseValue(text, response).problems;
      assert.deepEqual([problem?.diagnostic.code, problem?.from, problem?.to], [code, from, to]);
    });
  }

  it('reads variables with their places', () => {
    const { environment } = parseValue('x ${env.A}${env._b:-c}', response);
    assert.deepEqual(environment, [
      { name: 'A', from: 2, to: 10 },
      { name: '_b', fallback: 'c', from: 10, to: 22 },
    ]);
  });

  it('uses the fallback of a request ID that can never exist', () => {
    const { value, problems } = parseValue('id-${request.id:-none}', { moment: 'request', requestId: false });
    assert.deepEqual([value, problems], [[{ kind: 'text', text: 'id-none' }], []]);
  });

  function duration(unit: 's' | 'ms', precision: number): Value[number] {
    return { kind: 'duration', unit, precision };
  }
});
