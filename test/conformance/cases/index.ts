/** All cases. Add a line here for each new file of cases. */
import type { Case } from '../harness/case.js';
import { abortCases } from './aborts.js';
import { asgiCases } from './asgi.js';
import { bareCases } from './bare.js';
import { compositionCases } from './composition.js';
import { exclusionCases } from './exclusion.js';
import { fastifyCases } from './fastify.js';
import { fetchCases } from './fetch.js';
import { headerCases } from './headers.js';
import { hookCases } from './hooks.js';
import { koaCases } from './koa.js';
import { nodeResponseCases } from './node-response.js';
import { protocolCases } from './protocol.js';
import { redactionCases } from './redaction.js';
import { requestCaptureCases } from './capture-request.js';
import { responseCaptureCases } from './capture-response.js';
import { sinkCases } from './sinks.js';
import { streamingCases } from './streaming.js';
import { timingCases } from './timing.js';

export const cases: readonly Case[] = [
  ...bareCases,
  ...timingCases,
  ...headerCases,
  ...hookCases,
  ...nodeResponseCases,
  ...fetchCases,
  ...responseCaptureCases,
  ...requestCaptureCases,
  ...streamingCases,
  ...abortCases,
  ...redactionCases,
  ...exclusionCases,
  ...protocolCases,
  ...compositionCases,
  ...sinkCases,
  ...asgiCases,
  ...koaCases,
  ...fastifyCases,
];

const names = new Set<string>();
for (const { name } of cases) {
  if (names.has(name)) throw new Error(`two cases are called ${name}`);
  names.add(name);
}
