/** `npm run fixtures:update`: regenerates all goldens. Review the diff afterwards. */
import '../engine.js';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { arrange } from './arrange.js';
import { goldenTree, standing } from './files.js';
import { fixtureNames, fixturesFolder, produceFixture } from './produce.js';

const produced = new Map<string, ReadonlyMap<string, string>>();
for (const name of fixtureNames()) produced.set(name, await produceFixture(name));
const wanted = arrange(produced, standing());
const there = goldenTree();
for (const path of there.keys()) {
  if (wanted.has(path)) continue;
  rmSync(join(fixturesFolder, path));
  console.log(`removed ${path}`);
}
for (const [path, text] of wanted) {
  if (there.get(path) === text) continue;
  mkdirSync(dirname(join(fixturesFolder, path)), { recursive: true });
  writeFileSync(join(fixturesFolder, path), text);
  console.log(`wrote ${path}`);
}
