/** All cases. A new file of cases is a line here. */
import type { Case } from '../harness/case.js';
import { bareCases } from './bare.js';
import { headerCases } from './headers.js';
import { nodeResponseCases } from './node-response.js';
import { timingCases } from './timing.js';

export const cases: readonly Case[] = [...bareCases, ...timingCases, ...headerCases, ...nodeResponseCases];

const names = new Set<string>();
for (const { name } of cases) {
  if (names.has(name)) throw new Error(`two cases are called ${name}`);
  names.add(name);
}
