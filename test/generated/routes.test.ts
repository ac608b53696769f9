import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { SegmentData } from '../../generator/plan/routes.js';
import { generate, load } from './generate.js';
import { pathOf } from './pattern.js';

interface Route {
  readonly path: readonly SegmentData[];
  readonly methods?: readonly string[];
}
interface RoutesModule {
  readonly RouteTable: new (
    routes: readonly Route[],
    options?: { caseSensitive?: boolean; strictTrailingSlash?: boolean },
  ) => { has(method: string, path: string): boolean };
}

let RouteTable: RoutesModule['RouteTable'];
const matches = (pattern: string, path: string): boolean =>
  new RouteTable([{ path: pathOf(pattern) }]).has('GET', path);

before(async () => {
  const routes = ['/a/:id', '/v*/x', '/static/**', 'GET /m'].map((route) => `      - ${route}`).join('\n');
  const lenient = `lenient:\n  timing: true\n  exclude:\n${routes.replace(/^ {2}/gm, '')}`;
  const strict =
    'strict:\n  timing: true\n  matching: { caseSensitive: true, trailingSlash: strict }\n  exclude: [/b/*]';
  ({ RouteTable } = await load<RoutesModule>(await generate('routes', `${lenient}\n${strict}`), 'internal/routes'));
});

describe('routes', () => {
  const table: readonly (readonly [pattern: string, path: string, expected: boolean])[] = [
    ['/', '/', true],
    ['/', '//', false],
    ['/', '/a', false],
    ['/health', '/health', true],
    ['/health', '/HEALTH/', true],
    ['/health', '/%68ealth', true],
    ['/health', '/healthz', false],
    ['/health', '/healthz-admin', false],
    ['/health', '/health/live', false],
    ['/health', '/a/health', false],
    ['/health', '//health', false],
    ['/health', '/health//', false],
    ['/a/health', '/a%2Fhealth', false],
    ['/he%25E9lth', '/he%e9lth', true],
    ['/caf%C3%A9', '/caf%c3%a9', true],
    ['/static/**', '/static', true],
    ['/static/**', '/static/', true],
    ['/static/**', '/static/a/b.js', true],
    ['/static/**', '/staticx', false],
    ['/static/*', '/static', false],
    ['/static/*', '/static/', false],
    ['/static/*', '/static/a', true],
    ['/static/*', '/static/a/b', false],
    ['/**/live', '/live', true],
    ['/**/live', '/a/b/live', true],
    ['/**/live', '/a/b/livex', false],
    ['/**/a/**/b', '/x/a/y/a/z/b', true],
    ['/**/a/**/b', '/x/b/a', false],
    ['/**', '/', true],
    ['/**', '/anything/at/all', true],
    ['/v*/x', '/v/x', true],
    ['/v*/x', '/v12/x', true],
    ['/v*/x', '/w1/x', false],
    ['/*.min.*', '/a.min.js', true],
    ['/*.min.*', '/a.max.js', false],
    ['/a*a', '/a', false],
    ['/a*a', '/aa', true],
    ['/ab*ba', '/aba', false],
    ['/a*b*c', '/a-b-b-c', true],
    ['/a*b*c', '/a-c-b', false],
    ['/a%2ab', '/a*b', true],
    ['/a%2ab', '/axb', false],
    ['/%2a', '*', true],
    ['/%2a', '/x', false],
  ];
  for (const [pattern, path, expected] of table) {
    it(`${pattern} ${expected ? 'matches' : 'does not match'} ${path}`, () => {
      assert.equal(matches(pattern, path), expected);
    });
  }

  it('do not take a text for a wildcard', () => {
    const routes = new RouteTable([{ path: ['*'] }, { path: ['**', 'a'] }, { path: ['a*b'] }]);
    const paths = ['/*', '/x', '/**/a', '/x/a', '/a*b', '/axb'];
    assert.deepEqual(
      paths.map((path) => routes.has('GET', path)),
      [true, false, true, false, true, false],
    );
  });

  it('compare the method', () => {
    const routes = new RouteTable([{ path: ['m'], methods: ['GET', 'HEAD'] }]);
    assert.deepEqual(
      ['GET', 'HEAD', 'POST', 'get'].map((method) => routes.has(method, '/m')),
      [true, true, false, false],
    );
  });

  it('can be sensitive to case and a trailing slash', () => {
    const strictness = { caseSensitive: true, strictTrailingSlash: true };
    const strict = new RouteTable([{ path: pathOf('/Login', strictness) }, { path: ['x', ['**']] }], strictness);
    const paths = ['/Login', '/login', '/Login/', '/%4cogin', '/x', '/x/'];
    assert.deepEqual(
      paths.map((path) => strict.has('GET', path)),
      [true, false, false, true, true, true],
    );
  });

  it('never throw, whatever the path', () => {
    const routes = new RouteTable([{ path: [['**'], 'a'] }, { path: [['v', ''], 'x'] }]);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[/%a-fA-F0-9*.]*$/)), (path) => {
        assert.equal(typeof routes.has('GET', path), 'boolean');
      }),
      { seed: 3, numRuns: 3000 },
    );
  });

  it('agree with an equivalent regular expression', () => {
    const segment = fc.constantFrom('a', 'b', 'ab', '*', '**', 'a*', '*b', 'a*b', '*a*');
    const pathSegment = fc.constantFrom('a', 'b', 'ab', 'aab', 'abb', 'ba', 'x');
    fc.assert(
      fc.property(
        fc.array(fc.array(segment, { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        fc.array(pathSegment, { maxLength: 5 }),
        (patterns, parts) => {
          const routes = new RouteTable(patterns.map((pattern) => ({ path: pathOf(`/${pattern.join('/')}`) })));
          const path = `/${parts.join('/')}`;
          assert.equal(
            routes.has('GET', path),
            patterns.some((pattern) => reference(pattern).test(path)),
            JSON.stringify({ patterns, path }),
          );
        },
      ),
      { seed: 11, numRuns: 5000 },
    );
  });
});

function reference(pattern: readonly string[]): RegExp {
  if (pattern.length === 0) return /^\/$/;
  const parts = pattern.map((segment) => {
    if (segment === '**') return '(?:/[^/]+)*';
    return segment === '*' ? '/[^/]+' : `/${segment.replaceAll('*', '[^/]*')}`;
  });
  return new RegExp(`^${parts.join('')}/?$`);
}
