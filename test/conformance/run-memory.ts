/**
 * `npm run memory -- [--connections N] [--bytes N] [--limit MiB] [--target NAMES]`: prints what uploads in pieces of one
 * byte cost in memory, without the middleware and with it. Fails if a server holds more than the memory limit allows.
 * A server takes some 4 µs of CPU for a piece, so 2,000 uploads of 64 KiB take about ten minutes each.
 */
import { parseArgs } from 'node:util';
import { measureMemory } from './measure-memory.js';
import { targets } from './harness/targets.js';

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '2000' },
    bytes: { type: 'string', default: '65536' },
    limit: { type: 'string', default: '64' },
    target: { type: 'string', default: 'express5,hono,fastapi' },
  },
});
const load = {
  connections: Number(values.connections),
  bytes: Number(values.bytes),
  memoryLimitMiB: Number(values.limit),
};
console.log(
  `${values.connections} uploads of ${values.bytes} bytes in pieces of one byte, memoryLimit ${values.limit} MiB`,
);
console.log('| target | bare | with the middleware | at most |');
console.log('| --- | --- | --- | --- |');
const names = values.target.split(',');
for (const target of targets.filter(({ name }) => names.includes(name))) {
  for (const { bareMiB, oursMiB, boundMiB } of await measureMemory([target], load)) {
    const cells = [bareMiB, oursMiB, boundMiB].map((mebibytes) => `${mebibytes.toFixed(0)} MiB`);
    console.log(`| ${target.name} | ${cells.join(' | ')} |`);
    if (oursMiB > boundMiB) process.exitCode = 1;
  }
}
