/**
 * `npm run case -- WORDS… [--target NAME[,NAME…]]`: runs the conformance cases whose names contain these words, on some
 * targets or all. This is the inner loop of work on behaviour.
 */
import { parseArgs } from 'node:util';
import { cases } from './cases/index.js';
import { targetsByName } from './harness/targets.js';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { target: { type: 'string' } } });
const words = positionals.join(' ');
if (words === '' || !cases.some(({ name }) => name.includes(words))) {
  stop(`No case has ${JSON.stringify(words)} in its name. Usage: npm run case -- WORDS… [--target express5]`);
}
const known = targetsByName.map(({ name }) => name);
const asked = values.target?.split(',') ?? [];
const unknown = asked.find((name) => !known.includes(name));
if (unknown !== undefined) stop(`There is no target ${unknown}. There are ${known.join(', ')}.`);

process.env['MWGEN_CONFORMANCE_CASES'] = words;
if (values.target !== undefined) process.env['MWGEN_CONFORMANCE_TARGETS'] = values.target;
await import('./conformance.test.js');

function stop(message: string): never {
  console.error(message);
  process.exit(1);
}
