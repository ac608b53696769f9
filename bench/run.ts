/**
 * `npm run bench -- [TARGET…] [--part NAME…] [--rounds N] [--report]`: what the middleware costs, as ratios to the
 * application without it, since the times of one machine mean nothing on another. All variants of a framework are
 * measured in turn in each round; "no middleware, again" shows how much of a ratio is noise.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import yargs from 'yargs';
import { measureCommands, packageSize } from './commands.js';
import { markdown, type Table } from './figures.js';
import { measureMemory, measureProfile, measureRequests } from './measure.js';
import { writeReport } from './report.js';
import { targets } from './targets.js';

const parts = ['requests', 'profile', 'memory'] as const;
const subjects = [...targets.map(({ name }) => name), 'mwgen'];
const asked = await yargs(process.argv.slice(2))
  .usage('npm run bench -- [TARGET…] [--part NAME…] [--rounds N] [--report]')
  .option('part', { choices: parts, array: true, describe: 'Only this of a framework' })
  .option('rounds', { type: 'number', default: 48, describe: 'Rounds that count' })
  .option('report', { type: 'boolean', default: false, describe: 'Write the figures into docs/benchmarks' })
  .check(({ _: names }) => {
    const unknown = names.map(String).find((name) => !subjects.includes(name));
    return unknown === undefined || `There is no target "${unknown}". There are: ${subjects.join(', ')}.`;
  })
  .strictOptions()
  .version(false)
  .parse();

const names = asked._.length === 0 ? subjects : asked._.map(String);
const work = join(import.meta.dirname, '..', '.work', 'bench');
rmSync(work, { recursive: true, force: true });
const plan = { rounds: asked.rounds, work };

for (const name of names) {
  console.log(`\n# ${name}`);
  const tables: Table[] = [];
  const target = targets.find((one) => one.name === name);
  const add = (...made: readonly Table[]): void => {
    tables.push(...made);
    for (const table of made) console.log(`\n${table.title}\n\n${markdown(table)}`);
  };
  if (target === undefined) {
    add(...measureCommands(plan));
    console.log(`\n${packageSize()}`);
  } else {
    const chosen = asked.part ?? parts;
    if (chosen.includes('requests')) add(...(await measureRequests(target, plan)));
    if (chosen.includes('profile')) add(await measureProfile(target, plan));
    if (chosen.includes('memory')) add(await measureMemory(target, plan));
  }
  if (asked.report) await writeReport(name, tables);
}
