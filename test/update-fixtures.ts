/** Rewrites what stands beside each fixture's spec. Look at the difference before you take it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expectedFiles, fixtureNames, fixturesFolder, produceFixture } from './produce-fixture.js';

for (const name of fixtureNames()) {
  const caseDir = join(fixturesFolder, name);
  const produced = await produceFixture(caseDir);
  const expected = expectedFiles(caseDir);
  for (const path of expected.keys()) {
    if (produced.has(path)) continue;
    rmSync(join(caseDir, path));
    console.log(`removed ${name}/${path}`);
  }
  for (const [path, text] of produced) {
    if (expected.get(path) === text) continue;
    mkdirSync(dirname(join(caseDir, path)), { recursive: true });
    writeFileSync(join(caseDir, path), text);
    console.log(`wrote ${name}/${path}`);
  }
}
