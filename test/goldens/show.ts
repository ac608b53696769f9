/**
 * `npm run fixtures:show -- CASE [TARGET]`: writes the complete output of a case to a folder, including the files that
 * it shares with other cases.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { goldenFiles } from './files.js';
import { fixtureNames, fixturesFolder } from './produce.js';

const [name = '', target] = process.argv.slice(2);
if (!fixtureNames().includes(name)) {
  console.error(`There is no case ${JSON.stringify(name)} in fixtures/. Usage: npm run fixtures:show -- CASE [TARGET]`);
  process.exit(1);
}
const folder = join(fixturesFolder, '..', '.work', 'fixtures', name);
rmSync(folder, { recursive: true, force: true });
for (const [path, text] of goldenFiles(name)) {
  if (target !== undefined && path.split('/')[0] !== target) continue;
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  console.log(relative('.', join(folder, path)));
}
