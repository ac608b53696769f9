/** Runs one case on one target and returns everything that is wrong. */
import type { Case } from './case.js';
import { differences, lengthOf, show, type Expected } from './expect.js';
import type { Generated } from './generate.js';
import { playExchanges, replyDifferences, type Transcript } from './play.js';
import type { Report, ServerProcess } from './server-process.js';
import { exemptionOf, type Target } from './targets.js';

/** Headers that always differ, unless a case names others. */
const usualHeaders = ['X-Process-Time', 'X-Request-Id'];
/** Events that must be the same with and without middleware, if a case compares them. */
export const comparedEvents = [
  'trace',
  'callbacks',
  'errors',
  'request events',
  'response events',
  'wrapped',
  'body',
  'counted',
  'part',
  'response closed',
];

/**
 * As `problemsOf`, but for a case that is known to fail on a target: then it is wrong that it does not. `known` keeps what
 * a case shows without middleware, for when it is played again.
 */
export async function faultsOf(
  one: Case,
  key: string,
  target: Target,
  server: ServerProcess,
  generated: Generated | undefined,
  known?: Map<Case, Played>,
): Promise<string[]> {
  const judged = problemsOf(one, key, target, server, generated, known);
  const exemption = exemptionOf(one, target);
  if (exemption === undefined) return judged;
  // A case that is known to fail may also time out.
  const problems = await judged.catch((error: unknown) => [String(error)]);
  return problems.length > 0 ? [] : [`the exemption no longer applies: ${exemption}`];
}

async function problemsOf(
  one: Case,
  key: string,
  target: Target,
  server: ServerProcess,
  generated: Generated | undefined,
  known = new Map<Case, Played>(),
): Promise<string[]> {
  if (generated !== undefined && 'problem' in generated) return [generated.problem];
  if (one.growthMiB !== undefined) await server.startWatchingMemory();
  const { transcript, report } = await play(one, key, target, server, generated?.folder ?? null);
  const problems = [...transcript.problems];
  if (one.growthMiB !== undefined) {
    const growth = await server.memoryGrowth();
    if (growth > one.growthMiB)
      problems.push(`the process grew by ${growth.toFixed(1)} MiB, not at most ${one.growthMiB}`);
  }
  const printed =
    one.lane === 'serial' || one.lane === 'own' ? await linesPrinted(server, one) : { stdout: [], stderr: [] };
  problems.push(...recordProblems(one, logs(one) ? printed.stdout.map(parsed) : report.records));
  for (const [event, expected] of Object.entries(one.observed ?? {})) {
    problems.push(...differences(report.observed[event] ?? [], expected, `observed ${event}`));
  }
  problems.push(...differences(report.reported, one.reported ?? [], 'reported to onError'));
  if (one.stderr !== undefined) problems.push(...differences(printed.stderr, one.stderr, 'standard error'));
  if (one.alike !== false && generated !== undefined) {
    const bare =
      known.get(one) ??
      (await play({ ...one, records: [], allRecords: [] }, `${key} (bare)`, target, server, null, false));
    known.set(one, bare);
    problems.push(...comparisonProblems(one, transcript, report, bare));
  }
  problems.push(...server.crashesOf(key).map((crash) => `the server process had an ${crash}`));
  return problems;
}

/** What an application has shown of a case. */
export interface Played {
  readonly transcript: Transcript;
  readonly report: Report;
}

async function play(
  one: Case,
  key: string,
  target: Target,
  server: ServerProcess,
  folder: string | null,
  checking = true,
): Promise<Played> {
  const port = await server.open(key, folder, one.app ?? {});
  try {
    const transcript = await playExchanges(one.exchanges, {
      server,
      key,
      port,
      checking,
      joinsHeaderLines: !target.can.includes('separate-header-lines'),
    });
    const expected = lengthOf(one.allRecords ?? one.records) ?? 0;
    if (expected > 0 && !logs(one)) await patiently(server.recorded(key, expected));
    return { transcript, report: await server.settle(key) };
  } finally {
    await server.close(key);
  }
}

/** A missing record is reported when records are compared, not by a wait that times out. */
export async function patiently(wait: Promise<unknown>): Promise<void> {
  wait.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([wait, new Promise((resolve) => (timer = setTimeout(resolve, 4000)))]);
  clearTimeout(timer);
}

function logs(one: Case): boolean {
  return one.spec?.includes('sink: log') === true;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return { notJson: line };
  }
}

async function linesPrinted(server: ServerProcess, one: Case): Promise<{ stdout: string[]; stderr: string[] }> {
  const lines = { stdout: [] as string[], stderr: [] as string[] };
  const wanted = logs(one) ? (lengthOf(one.allRecords ?? one.records) ?? 0) : 0;
  for (let tries = 0; tries < 40; tries += 1) {
    const { stdout, stderr } = await server.printed();
    lines.stdout.push(...stdout.split('\n').filter((line) => line !== ''));
    lines.stderr.push(...stderr.split('\n').filter((line) => line !== ''));
    if (lines.stdout.length >= wanted) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return lines;
}

function recordProblems(one: Case, records: readonly unknown[]): string[] {
  if (one.allRecords !== undefined) return differences(records, one.allRecords, 'records');
  const expected = one.records ?? [];
  if (one.recordsInAnyOrder !== true || records.length !== expected.length)
    return differences(records, expected, 'records');
  const left = [...records];
  return expected.flatMap((wanted: Expected, index) => {
    const found = left.findIndex((record) => differences(record, wanted).length === 0);
    if (found < 0) return [`records: none is ${show(wanted)} (the ${index + 1}th); left: ${show(left)}`];
    left.splice(found, 1);
    return [];
  });
}

function comparisonProblems(one: Case, ours: Transcript, report: Report, bare: Played): string[] {
  const ourHeaders = one.alike === undefined || one.alike === false ? usualHeaders : one.alike.ours;
  const problems = ours.replies.flatMap((reply, index) => {
    const other = bare.transcript.replies[index];
    return other === undefined
      ? ['not as without middleware: a response too many']
      : replyDifferences(other, reply, ourHeaders);
  });
  for (const event of comparedEvents) {
    const [a, b] = [report.observed[event] ?? [], bare.report.observed[event] ?? []].map(withoutIds);
    problems.push(...differences(a, b as Expected, `not as without middleware: ${event}`));
  }
  return problems;
}

function withoutIds(events: readonly unknown[] | undefined): unknown {
  return JSON.parse(
    JSON.stringify(events ?? [], (key, value: unknown) => (key === 'requestId' ? undefined : value)),
  ) as unknown;
}
