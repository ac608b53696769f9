/** Tests that what is explained is what generated code does. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { explainRequest } from '../../generator/plan/explain-request.js';
import { matchesRule } from '../../generator/plan/match-route.js';
import { segmentData } from '../../generator/plan/routes.js';
import { RouteTable } from '../../templates/typescript/shared/routes.js';
import { planOf, readMiddleware } from './read.js';

describe('an explained request', () => {
  it('matches the routes that generated code matches', () => {
    const part = fc.constantFrom('a', 'b', 'A', '*', '**', ':id', 'a*', '*.js', '*a*b', '%C3%A9', 'a%2Fb');
    const segment = fc.constantFrom('a', 'b', 'A', 'ab', 'a.js', 'xaxb', '', '%C3%A9', '%c3%a9', '%C3', 'a%2fb', '%61');
    const entry = fc.tuple(fc.constantFrom('', 'GET ', 'POST,PUT '), fc.array(part, { maxLength: 4 }));
    const request = fc.tuple(fc.constantFrom('GET', 'HEAD', 'PUT'), fc.array(segment, { maxLength: 4 }));
    const matching = fc.record({ caseSensitive: fc.boolean(), trailingSlash: fc.constantFrom('ignore', 'strict') });
    fc.assert(
      fc.property(entry, request, matching, ([methods, parts], [method, segments], settings) => {
        const route = `${methods}/${parts.join('/')}`;
        const plan = planOf(readMiddleware({ timing: true, include: [route], matching: settings }));
        const [rule] = plan.routes.include;
        assert.ok(rule);
        const table = new RouteTable(
          [{ path: rule.segments.map(segmentData), ...(rule.methods === undefined ? {} : { methods: rule.methods }) }],
          plan.routes,
        );
        const path = `/${segments.join('/')}`;
        assert.equal(
          matchesRule(rule, { method, target: path }, plan.routes),
          table.has(method, path),
          `${route} ${path}`,
        );
      }),
      { numRuns: 3000, seed: 13 },
    );
  });

  it('is decided for each feature by the entries that concern it', () => {
    const plan = planOf(
      readMiddleware({
        include: ['/api/**', { path: '/**', features: ['timing'] }],
        exclude: [{ path: '/api/health', features: ['requestId'] }, '/api/secret'],
        timing: true,
        requestId: true,
      }),
    );
    const decided = (target: string): unknown[] =>
      explainRequest(plan, { method: 'GET', target }).map(({ feature, applies, decision }) => [
        feature,
        applies,
        'rule' in decision ? decision.rule.source : decision.kind,
      ]);
    assert.deepEqual(decided('/other'), [
      ['timing', true, '/**'],
      ['requestId', false, 'unlisted'],
    ]);
    assert.deepEqual(decided('/api/health'), [
      ['timing', true, '/api/**'],
      ['requestId', false, '/api/health'],
    ]);
    assert.deepEqual(decided('/api/secret?x'), [
      ['timing', false, '/api/secret'],
      ['requestId', false, '/api/secret'],
    ]);
  });
});
