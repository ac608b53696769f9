/**
 * Plays the cases once for each deliberate fault, prints which faults are not noticed, and updates `docs/faults.md`. `npm
 * run mutants [-- part of a name or target]`: with a part, the other entries of the list are kept.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cases } from './cases/index.js';
import { printFaults, readFaults, type Verdict } from './faults.js';
import { compileCase, newWorkFolder, sourceOf, type Output } from './harness/generate.js';
import { applies, targetsByName, type Target } from './harness/targets.js';
import { Trial, type Entry } from './harness/trial.js';
import { mutants, type Mutant } from './mutants/index.js';

const [part = ''] = process.argv.slice(2);
const list = fileURLToPath(new URL('../../docs/faults.md', import.meta.url));
const work = await newWorkFolder('mutants');
const verdicts: Verdict[] = [];
for (const target of targetsByName) {
  const chosen = (mutants[target.name] ?? []).filter(({ name }) => `${target.name}: ${name}`.includes(part));
  if (chosen.length > 0) await tryAll(target, chosen);
}

const unnoticed = verdicts.filter(({ noticedBy }) => noticedBy === 0).length;
const known = [...verdicts, ...readFaults(existsSync(list) ? readFileSync(list, 'utf8') : '')];
const listed = Object.entries(mutants).flatMap(([target, own]) =>
  own.flatMap(({ name }) => known.find((one) => one.target === target && one.name === name) ?? []),
);
writeFileSync(list, printFaults(listed));
console.log(`${String(verdicts.length - unnoticed)} passed, ${String(unnoticed)} failed`);
process.exitCode = unnoticed === 0 ? 0 : 1;

async function tryAll(target: Target, chosen: readonly Mutant[]): Promise<void> {
  const trial = await Trial.prepare(target, work);
  const outputs = new Map<string, Output>();
  for (const mutant of chosen) {
    const entries: Entry[] = [];
    let isApplied = false;
    for (const one of cases.filter((each) => each.name.includes(mutant.cases) && applies(each, target))) {
      if (one.spec === undefined) continue;
      const source = sourceOf(one, target);
      const output = outputs.get(source) ?? (await compileCase(one, target));
      outputs.set(source, output);
      const changed = withFault(output, mutant);
      isApplied ||= changed !== output;
      entries.push([one, changed]);
    }
    const failing = isApplied ? await failingTwice(trial, entries) : [];
    const [first] = failing;
    const told = !isApplied
      ? 'NOT APPLIED'
      : first === undefined
        ? 'NOT NOTICED'
        : `noticed by ${String(failing.length)}: ${first}`;
    console.log(`${first === undefined ? 'not ok' : 'ok    '} ${target.name}: ${mutant.name}: ${told}`);
    verdicts.push({ target: target.name, name: mutant.name, noticedBy: failing.length, first });
  }
  await trial.end();
}

/** The cases that fail again: on a busy machine, one can fail by accident, which says nothing about the fault. */
async function failingTwice(trial: Trial, entries: readonly Entry[]): Promise<string[]> {
  const once = await trial.failing(entries);
  const again = entries.filter(([{ name }]) => once.includes(name));
  return again.length > 0 ? trial.failing(again) : once;
}

/** The output itself if the fault is in none of its files. */
function withFault(output: Output, { file, find, replace }: Mutant): Output {
  if ('problem' in output) return output;
  const files = new Map(output.files);
  const isThere = Array.from(output.files.keys()).some((path) => path.endsWith(file));
  for (const [path, text] of output.files) {
    // A helper that one module uses stands in that module.
    if (path.endsWith(file) || !isThere) files.set(path, text.replace(find, replace));
  }
  return Array.from(files).every(([path, text]) => output.files.get(path) === text) ? output : { files };
}
