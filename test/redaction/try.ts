/** Tries random bodies and reports what is wrong with the records of them. */
import { isDeepStrictEqual } from 'node:util';
import type { Environment } from '../python/environment.js';
import { type Case, makeCase } from './bodies.js';
import { holds, shows } from './leaks.js';
import { pythonRecorder } from './python.js';
import { Random } from './random.js';
import { type Outcome, recorder } from './typescript.js';

export interface Fault {
  readonly what:
    'a secret is shown' | 'what could be read is left out or changed' | 'two languages or families differ' | 'an error';
  readonly index: number;
  readonly one: Case;
  readonly outcome: Outcome;
  readonly other?: Outcome;
}

export interface Trial {
  readonly faults: readonly Fault[];
  /** How many records showed a body, and how many had to. */
  readonly shown: number;
  readonly readable: number;
}

const batch = 500;

/** Without Python, only TypeScript is tried. */
export async function tryBodies(
  count: number,
  seed: number,
  environment?: Extract<Environment, { kind: 'ready' }>,
): Promise<Trial> {
  const typescript = await recorder('express');
  const fetchApi = await recorder('fetch');
  const python = environment === undefined ? undefined : await pythonRecorder(environment);
  const random = new Random(seed);
  const faults: Fault[] = [];
  let shown = 0;
  let readable = 0;
  for (let done = 0; done < count; done += batch) {
    const cases = Array.from({ length: Math.min(batch, count - done) }, () => makeCase(random));
    const answers = python?.record(cases);
    const outcomes: Outcome[] = [];
    for (const one of cases) outcomes.push(await typescript(one));
    const theirs = await answers;
    for (const [at, one] of cases.entries()) {
      const outcome = outcomes[at];
      if (outcome === undefined) throw new Error('a case has no outcome');
      shown += outcome.record['body'] === undefined ? 0 : 1;
      readable += one.isWhole === undefined ? 0 : 1;
      const found = { index: done + at, one, outcome };
      if (isShown(outcome, one)) faults.push({ what: 'a secret is shown', ...found });
      if (outcome.errors.length > 0) faults.push({ what: 'an error', ...found });
      if (one.isWhole !== undefined && !isWhole(outcome, one))
        faults.push({ what: 'what could be read is left out or changed', ...found });
      const others = [await fetchApi(one), ...(theirs === undefined || isUndefined(one) ? [] : [theirs[at]])];
      for (const other of others)
        if (other !== undefined && !isDeepStrictEqual(comparable(other), comparable(outcome)))
          faults.push({ what: 'two languages or families differ', ...found, other });
    }
  }
  await python?.end();
  return { faults, shown, readable };
}

/** Whether bytes have no meaning in windows-1252: Python refuses them, and the Encoding Standard keeps them as controls. */
function isUndefined({ headers, bytes }: Case): boolean {
  return (
    headers.some(([, value]) => value.endsWith('latin1')) &&
    bytes.some((byte) => [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte))
  );
}

/** Node decodes bytes from 0x80 to 0x9f in windows-1252 as C1 controls; others decode them as the Encoding Standard says. */
function comparable(outcome: Outcome): unknown {
  return JSON.parse(JSON.stringify(outcome).replace(/[\u0080-\u009f\u0152-\u02dc\u2013-\u20ac\u2122]/g, '?'));
}

function isShown({ record, file, errors }: Outcome, { secret }: Case): boolean {
  const { body, encoding, ...rest } = record;
  return (
    shows(JSON.stringify([rest, errors]), secret) ||
    (typeof body === 'string' &&
      (encoding === 'base64' ? holds(Buffer.from(body, 'base64'), secret) : shows(body, secret))) ||
    (file !== undefined && holds(Buffer.from(file, 'base64'), secret))
  );
}

function isWhole({ record }: Outcome, one: Case): boolean {
  return (
    record['encoding'] === undefined && typeof record['body'] === 'string' && one.isWhole?.(record['body']) === true
  );
}

export function printFault({ what, index, one, outcome, other }: Fault): string {
  const { bytes, isWhole: _, ...rest } = one;
  const text = bytes.toString('latin1');
  return [
    `case ${index}: ${what}`,
    ...[{ ...rest, text }, outcome, ...(other === undefined ? [] : [other])].map((part) => `  ${JSON.stringify(part)}`),
  ].join('\n');
}
