/**
 * Runs the suite once for each deliberate fault, prints which are not noticed, and updates `docs/faults.md`. `npm run
 * mutants [-- part of a name or target]`: with a part, the other entries of the list are kept.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { printFaults, readFaults, type Verdict } from './faults.js';
import { mutants, type Mutant } from './mutants/index.js';

const suite = fileURLToPath(new URL('./conformance.test.ts', import.meta.url));
const [part = ''] = process.argv.slice(2);
const list = fileURLToPath(new URL('../../docs/faults.md', import.meta.url));
const all = Object.entries(mutants).flatMap(([target, own]) => own.map((mutant) => ({ target, mutant })));
const chosen = all.filter(({ target, mutant }) => `${target}: ${mutant.name}`.includes(part));
const verdicts: Verdict[] = [];
const waiting = [...chosen];
await Promise.all([work(), work()]);

const unnoticed = verdicts.filter(({ noticedBy }) => noticedBy === 0).length;
const known = [...verdicts, ...readFaults(existsSync(list) ? readFileSync(list, 'utf8') : '')];
const listed = all.flatMap(({ target, mutant }) => {
  const verdict = known.find((one) => one.target === target && one.name === mutant.name);
  return verdict === undefined ? [] : [verdict];
});
writeFileSync(list, printFaults(listed));
console.log(`${String(verdicts.length - unnoticed)} passed, ${String(unnoticed)} failed`);
process.exitCode = unnoticed === 0 ? 0 : 1;

async function work(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { target, mutant } = next;
    const { noticedBy, isApplied } = await tried(target, mutant);
    const first = noticedBy[0]?.replace(/\\([\\#])/g, '$1');
    const told = !isApplied
      ? 'NOT APPLIED'
      : first === undefined
        ? 'NOT NOTICED'
        : `noticed by ${String(noticedBy.length)}: ${first}`;
    console.log(`${first === undefined ? 'not ok' : 'ok    '} ${target}: ${mutant.name}: ${told}`);
    verdicts.push({ target, name: mutant.name, noticedBy: noticedBy.length, first });
  }
}

async function tried(
  target: string,
  { name, cases }: Mutant,
): Promise<{ readonly noticedBy: readonly string[]; readonly isApplied: boolean }> {
  const run = spawn(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=tap', suite], {
    env: {
      ...process.env,
      MWGEN_MUTANT: `${target}: ${name}`,
      MWGEN_CONFORMANCE_CASES: cases,
      MWGEN_CONFORMANCE_TARGETS: target,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  run.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await new Promise((resolve) => run.once('close', resolve));
  const isApplied = output.includes('mutant applied');
  const red = [...output.matchAll(/^ {4}not ok \d+ - (.*)$/gm)].flatMap(([, title]) => title ?? []);
  return { isApplied, noticedBy: isApplied ? red : [] };
}
