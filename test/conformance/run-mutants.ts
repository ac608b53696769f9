/** Runs the suite once for each deliberate fault, and tells which are not noticed. `npm run mutants [-- part of a name]` */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { mutants } from './mutants.js';

const suite = fileURLToPath(new URL('./conformance.test.ts', import.meta.url));
const [part = ''] = process.argv.slice(2);
const chosen = mutants.filter(({ name }) => name.includes(part));
let unnoticed = 0;
for (const { name, cases } of chosen) {
  const run = spawnSync(process.execPath, ['--import', 'tsx', '--test', suite], {
    env: { ...process.env, MWGEN_MUTANT: name, MWGEN_CONFORMANCE_CASES: cases, MWGEN_CONFORMANCE_TARGETS: 'express5' },
    encoding: 'utf8',
  });
  const red = [...run.stdout.matchAll(/^ {4}not ok \d+ - (.*)$/gm)].flatMap(([, title]) => title ?? []);
  const isApplied = run.stdout.includes('mutant applied') || run.stderr.includes('mutant applied');
  const isNoticed = isApplied && run.status !== 0 && red.length > 0;
  if (!isNoticed) unnoticed += 1;
  const told = !isApplied
    ? 'NOT APPLIED'
    : isNoticed
      ? `noticed by ${String(red.length)}: ${red[0] ?? ''}`
      : 'NOT NOTICED';
  console.log(`${isNoticed ? 'ok    ' : 'not ok'} ${name}: ${told}`);
}
console.log(`${String(chosen.length - unnoticed)} passed, ${String(unnoticed)} failed`);
process.exitCode = unnoticed === 0 ? 0 : 1;
