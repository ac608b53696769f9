import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { specMessages } from '../generator/diagnostics/spec-messages.js';
import { arrange } from './goldens/arrange.js';
import { goldenFiles, goldenTree, helperOf, standing, storedParts } from './goldens/files.js';
import { fixtureKind, fixtureNames, produceFixture } from './goldens/produce.js';
import { templatePaths, templatesRead, unusedTemplates } from './goldens/sources.js';

const names = fixtureNames();

/** Messages for specs that would not fit into a fixture. Each has a separate test. */
const shownElsewhere = ['spec-too-large'];

describe('fixtures', () => {
  const all = new Map<string, ReadonlyMap<string, string>>();

  for (const name of names) {
    it(name, async () => {
      const produced = await produceFixture(name);
      all.set(name, produced);
      const expected = goldenFiles(name);
      assert.deepEqual(sorted(expected.keys()), sorted(produced.keys()), 'a file is missing, or nothing makes it');
      for (const [path, text] of produced) assert.equal(expected.get(path), text, path);
      const kind = fixtureKind(name);
      assert.equal(produced.has('plan.json'), kind !== 'error');
      assert.equal(produced.has('diagnostics.txt'), kind !== 'good');
    });
  }

  it('store each shared text once, and no unused files', () => {
    const wanted = arrange(all, standing());
    const there = goldenTree();
    assert.deepEqual(sorted(there.keys()), sorted(wanted.keys()), 'npm run fixtures:update');
    assert.deepEqual(
      sorted(there.keys()).filter((path) => there.get(path) !== wanted.get(path)),
      [],
      'npm run fixtures:update',
    );
  });

  it('use every template and every source, by its whole path', () => {
    const use = { read: templatesRead, emitted: new Set(Array.from(all.values()).flatMap(helpersOf)) };
    assert.deepEqual(unusedTemplates(templatePaths(), use), []);
    // Files with these names in other folders must not count as used.
    const planted = ['typescript/disk/routes.ts', 'typescript/node/steps/planted.hbs', 'python/asgi/body.py'];
    assert.deepEqual(unusedTemplates(planted, use), planted);
  });

  it('hold at most 300 files of code', () => {
    const code = Array.from(goldenTree().keys()).filter((path) => /\.(?:[cm]?[jt]s|py)$/.test(path));
    assert.ok(code.length <= 300, `there are ${code.length}`);
  });
});

describe('messages', () => {
  const reported = new Set(
    names.flatMap((name) => {
      const printed = goldenFiles(name).get('diagnostics.txt') ?? '';
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

/** The helpers of an output, by the paths of their sources. */
function helpersOf(files: ReadonlyMap<string, string>): string[] {
  const parts = Array.from(files).flatMap(([path, text]) => Array.from(storedParts(path, text).keys()));
  return parts.flatMap((path) => helperOf(path) ?? []);
}
