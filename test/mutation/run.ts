/**
 * `npm run mutation -- typescript|python [--count N] [--seed S] [--only WORD] [--again] [--quick]`: puts random faults into the helpers, one
 * at a time, and prints which of them no test notices. The README beside this file says more.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { shuffled } from './choose.js';
import { Log } from './log.js';
import { mutantsOf, workFolder, type Language, type Mutant } from './mutants.js';
import { Subject } from './subject.js';
import { judgementOf, problemsOf } from './survivors.js';
import { Tree } from './tree.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    again: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});
const [language] = positionals;
if (language !== 'typescript' && language !== 'python') {
  console.error(
    'Usage: npm run mutation -- typescript|python [--count N] [--seed S] [--only WORD] [--again] [--quick]',
  );
  process.exitCode = 1;
} else process.exitCode = (await run(language, Number(values.count), Number(values.seed))) ? 0 : 1;

async function run(chosen: Language, count: number, seed: number): Promise<boolean> {
  const all = shuffled(await mutantsOf(chosen), seed).filter((mutant) => nameOf(mutant).includes(values.only));
  const tree = new Tree(chosen);
  const subject = new Subject(chosen, tree, values.quick);
  const log = new Log(join(workFolder, `${chosen}-${seed}.jsonl`), values.again);
  const survivors: Mutant[] = [];
  const judged: Mutant[] = [];
  let tried = 0;
  for (const mutant of all) {
    if (tried >= count) break;
    // What is judged to be no fault is drawn, but not counted, and not tried: that would take longest.
    if (judgementOf(chosen, mutant) !== undefined) {
      judged.push(mutant);
      continue;
    }
    const { kind, by, isNew, seconds } = await log.verdictOf(mutant, () => subject.judge(mutant));
    if (kind === 'not compiled') continue;
    tried += 1;
    if (kind === 'not noticed') survivors.push(mutant);
    const found = by === undefined ? kind : `${kind} by ${by}`;
    if (isNew) console.log(`${tried} ${nameOf(mutant)}: ${found} (${seconds.toFixed(0)} s)`);
  }
  await subject.end();

  const noticed = tried - survivors.length;
  const share = (of: number): string => `${((noticed / of) * 100).toFixed(1)} %`;
  console.log(`${chosen}, seed ${seed}: ${noticed} of ${tried} faults are noticed, which is ${share(tried)}`);
  console.log(
    `${judged.length} more were drawn and are judged to be none; with them it is ${share(tried + judged.length)}:`,
  );
  for (const mutant of judged) console.log(`- ${nameOf(mutant)}. ${judgementOf(chosen, mutant)?.reason ?? ''}`);
  const problems = problemsOf(chosen, survivors);
  for (const problem of problems) console.log(problem);
  return noticed >= 0.95 * tried && problems.length === 0;
}

function nameOf({ file, line, operator, original, replacement }: Mutant): string {
  const short = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 70);
  return `${file}:${line} ${operator}: ${short(original)} → ${short(replacement)}`;
}
