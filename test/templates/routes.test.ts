/** Tests several routes with a common prefix, and speed. For single patterns, see `test/generated/routes.test.ts`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { pathOf } from '../generated/pattern.js';
import { RouteTable } from '../../templates/typescript/shared/routes.js';

describe('routes', () => {
  it('with a common prefix are distinguished by the rest', () => {
    const table = new RouteTable([
      { path: pathOf('/a/*/c') },
      { path: pathOf('/a/b/d') },
      { path: pathOf('/a/b*/e') },
      { path: pathOf('/a/**/f') },
    ]);
    const matching = ['/a/x/c', '/a/b/c', '/a/b/d', '/a/b/e', '/a/bx/e', '/a/f', '/a/b/x/f'];
    for (const path of matching) assert.equal(table.has('GET', path), true, path);
    for (const path of ['/a/x/d', '/a/x/e', '/a', '/a/b', '/a/b/x']) assert.equal(table.has('GET', path), false, path);
  });

  it('with the same path can have different methods', () => {
    const table = new RouteTable([
      { path: pathOf('/a'), methods: ['GET', 'HEAD'] },
      { path: pathOf('/a/'), methods: ['POST'] },
      { path: pathOf('/*'), methods: ['DELETE'] },
    ]);
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) assert.equal(table.has(method, '/a'), true, method);
    for (const method of ['PUT', 'get', '']) assert.equal(table.has(method, '/a'), false, method);
    assert.equal(table.has('GET', '/b'), false);
  });

  it('do not match a text twice, as an end of a segment and within it', () => {
    const table = new RouteTable([{ path: pathOf('/ab*b*bc') }, { path: pathOf('/*/x') }]);
    for (const [path, expected] of [
      ['/abbc', false],
      ['/abxbc', false],
      ['/abbbc', true],
      ['/abxbxbc', true],
    ] as const) {
      assert.equal(table.has('GET', path), expected, path);
    }
  });

  it('match nothing if the table is empty', () => {
    assert.equal(new RouteTable([]).has('GET', '/'), false);
  });

  it('match as each of them would by itself, with many `**` among them', () => {
    const segment = fc.constantFrom('**', '**', '**', 'a', 'b', 'c', '*', 'a*', '*1', '*a*', 'a*b*c');
    const patterns = fc.array(fc.array(segment, { minLength: 3, maxLength: 8 }), { minLength: 40, maxLength: 60 });
    const part = fc.array(fc.constantFrom('a', 'b', 'c', 'a1', 'aabc', ''), { minLength: 6, maxLength: 14 });
    const end = fc.nat(39);
    fc.assert(
      fc.property(patterns, fc.array(fc.tuple(part, end), { minLength: 9 }), (all, paths) => {
        // Each pattern has an end of its own, so that no other one can match in its place.
        const whole = all.map((segments, index) => [...segments.filter(isNoRepeat), `end${String(index)}`]);
        const table = new RouteTable(whole.map((segments) => ({ path: pathOf(`/${segments.join('/')}`) })));
        for (const [beginning, index] of paths) {
          const path = [...beginning, `end${String(index)}`];
          const expected = whole.some((segments) => matches(segments, path));
          assert.equal(table.has('GET', `/${path.join('/')}`), expected);
        }
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('are matched quickly for any path', () => {
    const path = pathOf('/**/a'.repeat(12));
    const table = new RouteTable([{ path }, { path: pathOf('/*a*a*a*a*a*a*b') }]);
    const started = performance.now();
    assert.equal(table.has('GET', '/a'.repeat(3000)), true);
    assert.equal(table.has('GET', `${'/a'.repeat(3000)}/x`), false);
    assert.equal(table.has('GET', `/${'a'.repeat(5000)}`), false);
    assert.ok(performance.now() - started < 10_000, `${String(performance.now() - started)} ms`);
  });
});

/** Matches one pattern: keeps the numbers of segments that the beginning of the pattern can match. */
function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  let counts = new Set([0]);
  for (const text of pattern) {
    const next = new Set<number>();
    for (const count of counts) {
      if (text === '**') for (let end = count; end <= segments.length; end += 1) next.add(end);
      else if (matchesSegment(text, segments[count])) next.add(count + 1);
    }
    counts = next;
  }
  return counts.has(segments.length);
}

function matchesSegment(text: string, segment: string | undefined): boolean {
  if (segment === undefined || (text === '*' && segment === '')) return false;
  return new RegExp(`^${text.replaceAll('*', '.*')}$`).test(segment);
}

/** `**` after `**` changes nothing, and is left out when a spec is compiled. */
function isNoRepeat(segment: string, index: number, segments: readonly string[]): boolean {
  return segment !== '**' || segments[index - 1] !== '**';
}
