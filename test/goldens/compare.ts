/** `npm run fixture -- CASE…`: shows how the output for a case differs from its goldens. */
import '../engine.js';
import { createTwoFilesPatch } from 'diff';
import { goldenFiles } from './files.js';
import { fixtureNames, produceFixture } from './produce.js';

const words = process.argv.slice(2);
const names = fixtureNames().filter((name) => words.includes(name));
if (names.length === 0 || names.length < words.length) {
  console.error('Name one or more cases of fixtures/. Usage: npm run fixture -- CASE…');
  process.exit(1);
}
for (const name of names) {
  const expected = goldenFiles(name);
  const produced = await produceFixture(name);
  const paths = Array.from(new Set([...expected.keys(), ...produced.keys()])).sort();
  const different = paths.filter((path) => expected.get(path) !== produced.get(path));
  for (const path of different) {
    const [from, to] = [expected, produced].map((files) => (files.has(path) ? `${name}/${path}` : '/dev/null'));
    console.log(createTwoFilesPatch(from ?? '', to ?? '', expected.get(path) ?? '', produced.get(path) ?? ''));
  }
  console.log(
    `${name}: ${different.length === 0 ? 'as its goldens' : `${different.length} of ${paths.length} differ`}`,
  );
  if (different.length > 0) process.exitCode = 1;
}
