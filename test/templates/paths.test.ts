/** A set of paths must match the same requests as the tree that other routes use. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { comparedPaths } from '../../generator/plan/gates.js';
import { literalPath } from '../../generator/plan/routes.js';
import { parsePattern } from '../../generator/plan/parse-route.js';
import { comparablePath } from '../../templates/typescript/shared/paths.js';
import { RouteTable } from '../../templates/typescript/shared/routes.js';
import { pathOf } from '../generated/pattern.js';

function literal(
  pattern: string,
  strictness = { caseSensitive: false, strictTrailingSlash: false },
): string | undefined {
  const parsed = parsePattern(pattern, [], strictness);
  return 'value' in parsed ? literalPath({ source: pattern, segments: parsed.value }) : undefined;
}

/** What the paths of requests are compared with. */
function compared(pattern: string, strictness: { caseSensitive: boolean; strictTrailingSlash: boolean }): string[] {
  const parsed = parsePattern(pattern, [], strictness);
  const rules = 'value' in parsed ? [{ source: pattern, segments: parsed.value }] : [];
  return comparedPaths({ kind: 'excluded', features: [], rules }, strictness) ?? [];
}

describe('a set of paths', () => {
  it('matches what the tree matches', () => {
    const piece = fc.constantFrom(
      'a',
      'B',
      'é',
      '.',
      '%61',
      '%42',
      '%2F',
      '%2f',
      '%25',
      '%252F',
      '%',
      '%zz',
      '%C3%A9',
      '',
    );
    const path = fc
      .array(
        fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join('')),
        { maxLength: 4 },
      )
      .map((segments) => `/${segments.join('/')}`);
    const patternPiece = fc.constantFrom('a', 'B', 'b', '.', '%62', '');
    const pattern = fc.array(patternPiece, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`);
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 3 }), path, fc.boolean(), fc.boolean(), (...given) => {
        const [patterns, requested, caseSensitive, strictTrailingSlash] = given;
        const options = { caseSensitive, strictTrailingSlash };
        const set = new Set(patterns.flatMap((one) => compared(one, options)));
        const tree = new RouteTable(
          patterns.map((one) => ({ path: pathOf(one, options) })),
          options,
        );
        for (const one of [requested, ...patterns, ...patterns.map((text) => `${text}/`)])
          assert.equal(set.has(comparablePath(one, options)), tree.has('GET', one), one);
      }),
      { numRuns: 3000, seed: 7 },
    );
  });

  it('is used only for texts that are the same in every spelling and language', () => {
    assert.equal(literal('/Health/live/'), '/health/live');
    for (const pattern of ['/a%2Fb', '/a%25', '/caf%C3%A9', '/*', '/a*', '/:id', '/**'])
      assert.equal(literal(pattern), undefined, pattern);
    assert.equal(
      literalPath({ source: 'GET /a', methods: ['GET'], segments: [{ kind: 'text', text: 'a' }] }),
      undefined,
    );
  });
});
