/** `npm run redaction [-- COUNT [SEED]]`: tries many random bodies in TypeScript and Python, and prints what is wrong. */
import { pythonEnvironment } from '../python/environment.js';
import { printFault, tryBodies } from './try.js';

const [count = '200000', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
const environment = pythonEnvironment();
console.log(
  `${count} cases, seed ${seed}${environment.kind === 'ready' ? '' : `, without Python: ${environment.reason}`}`,
);
const { faults, shown, readable } = await tryBodies(
  Number(count),
  Number(seed),
  environment.kind === 'ready' ? environment : undefined,
);
for (const fault of faults.slice(0, 20)) console.log(printFault(fault));
const leaks = faults.filter(({ what }) => what === 'a secret is shown').length;
console.log(
  `${count} cases: ${leaks} leaks, ${faults.length - leaks} other faults; ${shown} bodies shown, ${readable} had to be`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
