/**
 * `npm run memory [connections] [bytes] [memoryLimit in MiB]`: prints what uploads in pieces of one byte cost in memory, without the middleware
 * and with it. Fails if a server holds more than the memory limit allows. It takes long: some 40 s for 100 connections of 16 KiB.
 */
import { measureMemory } from './measure-memory.js';
import { targets } from './harness/targets.js';

const [connections = 2000, bytes = 65_536, memoryLimitMiB = 64] = process.argv.slice(2).map(Number);
const measured = targets.filter(({ name }) => ['express5', 'hono', 'fastapi'].includes(name));
const growths = await measureMemory(measured, { connections, bytes, memoryLimitMiB });
console.log(
  `${String(connections)} uploads of ${String(bytes)} bytes in pieces of one byte, memoryLimit ${String(memoryLimitMiB)} MiB`,
);
console.log('| target | bare | with the middleware | at most |');
console.log('| --- | --- | --- | --- |');
for (const { target, bareMiB, oursMiB, boundMiB } of growths) {
  console.log(
    `| ${target} | ${[bareMiB, oursMiB, boundMiB].map((mebibytes) => `${mebibytes.toFixed(0)} MiB`).join(' | ')} |`,
  );
  if (oursMiB > boundMiB) process.exitCode = 1;
}
