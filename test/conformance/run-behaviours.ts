/** Runs the conformance suite and writes `docs/behaviours.md` from the results. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { printBehaviours } from './behaviours.js';

const suite = fileURLToPath(new URL('./conformance.test.ts', import.meta.url));
const run = spawnSync(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=tap', suite], {
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
});
const passed = new Set<string>();
let target = '';
for (const line of run.stdout.split('\n')) {
  target = /^# Subtest: (\w+), /.exec(line)?.[1] ?? target;
  // TAP escapes these characters in names.
  const name = /^ {4}ok \d+ - (.*)$/.exec(line)?.[1]?.replace(/\\([\\#])/g, '$1');
  if (name !== undefined) passed.add(`${target}/${name}`);
}
const file = fileURLToPath(new URL('../../docs/behaviours.md', import.meta.url));
writeFileSync(file, printBehaviours(passed));
console.log(`${String(passed.size)} passed; the table is in docs/behaviours.md`);
process.exitCode = run.status ?? 1;
