import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { specMessages } from '../generator/diagnostics/spec-messages.js';
import { expectedFiles, fixtureNames, fixturesFolder, produceFixture } from './produce-fixture.js';

const names = fixtureNames();

/** Messages that a spec can cause, but no file that one would want to check in; each is held by a test of its own. */
const shownElsewhere = ['spec-too-large'];

describe('fixtures', () => {
  for (const name of names) {
    it(name, async () => {
      const caseDir = join(fixturesFolder, name);
      const produced = await produceFixture(caseDir);
      const expected = expectedFiles(caseDir);
      assert.deepEqual(sorted(expected.keys()), sorted(produced.keys()), 'a file is missing, or nothing makes it');
      for (const [path, text] of produced) assert.equal(expected.get(path), text, path);
      // The name says what to expect, so that an update cannot turn a good case into a bad one unseen.
      const kind = name.startsWith('error-') ? 'error' : name.startsWith('warning-') ? 'warning' : 'good';
      assert.equal(produced.has('plan.json'), kind !== 'error');
      assert.equal(produced.has('diagnostics.txt'), kind !== 'good');
    });
  }
});

describe('messages', () => {
  const reported = new Set(
    names.flatMap((name) => {
      const printed = expectedFiles(join(fixturesFolder, name)).get('diagnostics.txt') ?? '';
      return Array.from(printed.matchAll(/(?:error|warning)\[([a-z-]+)\]/g), ([, code]) => code);
    }),
  );

  it('are each reported by a fixture', () => {
    const unreported = Object.keys(specMessages).filter((code) => !reported.has(code));
    assert.deepEqual(unreported, shownElsewhere);
  });
});

function sorted(paths: Iterable<string>): string[] {
  return Array.from(paths).sort();
}
