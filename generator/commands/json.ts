/** The documents that `--json` prints: exactly one per call. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { exitCodes, type Outcome } from './outcome.js';
import type { FileResult, RunResult } from './run-types.js';

/** The document for a run. With `diff`, each file that is not current includes a diff. */
export async function runDocument(
  { command, outcome, specs, diagnostics }: RunResult,
  options: { diff: boolean; dryRun: boolean },
) {
  const documents = [];
  for (const { files, ...spec } of specs) {
    const listed = [];
    for (const file of files) listed.push(await fileDocument(file, options.diff));
    documents.push({ ...spec, files: listed });
  }
  return {
    ...commandHead(command, outcome),
    ...(command === 'generate' ? { dryRun: options.dryRun } : {}),
    specs: documents,
    diagnostics,
  };
}

/** The document for a command that failed before it ran. */
export function failureDocument(command: string | null, outcome: Outcome, diagnostics: readonly Diagnostic[]) {
  return { ...commandHead(command, outcome), specs: [], diagnostics };
}

/** The document for an internal error. */
export function faultDocument(command: string | null, message: string) {
  return { command, outcome: 'fault', exitCode: exitCodes.fault, specs: [], diagnostics: [], fault: message };
}

export function jsonText(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The fields that every document begins with. */
export function commandHead(command: string | null, outcome: Outcome) {
  return { command, outcome, exitCode: exitCodes[outcome] };
}

async function fileDocument(file: FileResult, withDiff: boolean) {
  const { path, state, action, reasons } = file;
  const plain = { path, state, action, ...(reasons.length === 0 ? {} : { reasons }) };
  if (!withDiff || state === 'current') return plain;
  const [{ unifiedDiff }, { differenceOf }] = await Promise.all([
    import('../workspace/diff.js'),
    import('./report.js'),
  ]);
  return { ...plain, diff: unifiedDiff(differenceOf(file)) };
}
