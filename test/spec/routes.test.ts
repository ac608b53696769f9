import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { methodsOf, parsePattern, splitRouteEntry } from '../../generator/plan/parse-route.js';
import type { RouteSegment } from '../../generator/plan/routes.js';

const lenient = { caseSensitive: false, strictTrailingSlash: false };
const strict = { caseSensitive: true, strictTrailingSlash: true };
const text = (value: string): RouteSegment => ({ kind: 'text', text: value });
const glob = (...pieces: string[]): RouteSegment => ({ kind: 'glob', pieces });

describe('patterns', () => {
  const good: readonly (readonly [string, typeof lenient, RouteSegment[]])[] = [
    ['/', lenient, []],
    ['/', strict, [text('')]],
    ['/A/', lenient, [text('a')]],
    ['/A/', strict, [text('A'), text('')]],
    ['/a//b', lenient, [text('a'), text(''), text('b')]],
    ['/**', lenient, [{ kind: 'rest' }]],
    ['/a/**/b', lenient, [text('a'), { kind: 'rest' }, text('b')]],
    ['/*', lenient, [{ kind: 'any' }]],
    ['/:id', lenient, [{ kind: 'any' }]],
    ['/v*', lenient, [glob('v', '')]],
    ['/*.Min.*', lenient, [glob('', '.min.', '')]],
    ['/a:b', lenient, [text('a:b')]],
    ['/a+b,c;d=e', lenient, [text('a+b,c;d=e')]],
    ['/caf%C3%A9%2F', lenient, [text('café/')]],
    ['/%2A%2a', lenient, [text('**')]],
    ['/%3Aid', lenient, [text(':id')]],
    ['/%2525', lenient, [text('%25')]],
  ];
  for (const [pattern, strictness, segments] of good) {
    it(`reads ${pattern}${strictness === strict ? ' strictly' : ''}`, () => {
      assert.deepEqual(parsePattern(pattern, [], strictness), { value: segments });
    });
  }

  it('allow a single star only for OPTIONS', () => {
    assert.deepEqual(parsePattern('*', ['OPTIONS'], lenient), { value: [text('*')] });
    assert.ok('problems' in parsePattern('*', [], lenient));
    assert.ok('problems' in parsePattern('*', ['GET', 'OPTIONS'], lenient));
  });

  it('report the position of each invalid segment', () => {
    const found = parsePattern('/ok/a**/%zz/(x)', [], lenient);
    assert.ok('problems' in found);
    assert.deepEqual(
      found.problems.map(({ diagnostic, from, to }) => [diagnostic.code, from, to]),
      [
        ['pattern-double-star', 4, 7],
        ['pattern-escape', 8, 11],
        ['pattern-regex', 12, 13],
      ],
    );
  });
});

describe('entries', () => {
  it('are split into methods and pattern', () => {
    assert.deepEqual(splitRouteEntry('/a b'), { methods: [], pattern: '/a b', patternFrom: 0 });
    assert.deepEqual(splitRouteEntry(' GET,POST  /a '), {
      methods: [
        { name: 'GET', from: 1 },
        { name: 'POST', from: 5 },
      ],
      pattern: '/a',
      patternFrom: 11,
    });
    assert.deepEqual(splitRouteEntry('GET'), { methods: [], pattern: 'GET', patternFrom: 0 });
  });

  it('include HEAD with GET', () => {
    assert.deepEqual(methodsOf(['PUT', 'GET', 'PUT']), ['GET', 'HEAD', 'PUT']);
    assert.deepEqual(methodsOf(['HEAD']), ['HEAD']);
    assert.equal(methodsOf([]), undefined);
  });
});
