/** What `init` prints. */
import type { MountLines } from '../compile.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { exitCodes, outcomeOf } from './outcome.js';
import type { Terminal } from './terminal.js';

/** Prints the lines that mount an output. */
export function reportMount(
  { importLine, callLine, place, files, note, requestId }: MountLines,
  entry: string | undefined,
  { out, outPaint: paint }: Terminal,
): void {
  const where = `in ${entry ?? files ?? 'the file that creates the application'}`;
  out(`\nMount it ${where}, ${place}:\n\n  ${paint('cyan', importLine)}\n  ${paint('cyan', callLine)}\n`);
  if (note !== undefined) out(`\n${note}\n`);
  if (requestId === undefined) return;
  const source = requestId.imported === undefined ? '' : `, with \`${requestId.imported}\` from the same module`;
  out(`\nIn handlers, the request ID is ${paint('cyan', requestId.expression)}${source}.\n`);
}

/** Prints what Git can be told about generated files. */
export function reportGitSettings(attributes: readonly string[], command: string, { err }: Terminal): void {
  const lines = attributes.map((line) => `  ${line}\n`).join('');
  err(`\nTo fold generated files in reviews and to merge them without conflicts, add to .gitattributes:\n\n${lines}`);
  err(`\nand run in each clone, because Git takes no programs from a repository:\n\n  ${command}\n`);
}

/** Reports why nothing can be done. Returns the exit code. */
export async function fail(diagnostics: readonly Diagnostic[], terminal: Terminal): Promise<number> {
  const outcome = outcomeOf('generate', [], diagnostics);
  if (terminal.json) {
    const { failureDocument, jsonText } = await import('./json.js');
    terminal.out(jsonText(failureDocument('init', outcome, diagnostics)));
  } else {
    const { reportDiagnostics } = await import('./report-diagnostics.js');
    reportDiagnostics(diagnostics, terminal);
  }
  return exitCodes[outcome];
}
