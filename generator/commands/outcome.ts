import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { MessageCode } from '../diagnostics/registry.js';
import type { FileState } from '../workspace/file-state.js';

/**
 * The result of a run. `different`: `check` found a difference. `wrong`: the spec or the command line is invalid.
 * `refused`: a file could not be overwritten, so nothing was written.
 */
export type Outcome = 'fine' | 'different' | 'wrong' | 'refused';

/** The exit codes for each outcome, and for an internal error. */
export const exitCodes = { fine: 0, different: 1, wrong: 2, refused: 3, fault: 70 } as const;

export function outcomeOf(
  command: 'generate' | 'check',
  specs: readonly { readonly files: readonly { readonly state: FileState }[] }[],
  diagnostics: readonly Diagnostic[],
): Outcome {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  // For `check`, an edited file is a normal finding.
  const real = command === 'check' ? errors.filter(({ code }) => !isFinding(code)) : errors;
  if (real.some(({ code }) => !refusals.has(code))) return 'wrong';
  if (real.length > 0) return 'refused';
  const differs = specs.some(({ files }) => files.some(({ state }) => state !== 'current'));
  return command === 'check' && differs ? 'different' : 'fine';
}

function isFinding(code: MessageCode): boolean {
  return findings.has(code);
}

/** What stands in the way of `generate`, and what `check` is there to find. */
const findings: ReadonlySet<MessageCode> = new Set<MessageCode>([
  'file-edited',
  'file-conflict',
  'file-foreign',
  'hooks-renamed',
]);

const refusals: ReadonlySet<MessageCode> = new Set<MessageCode>([
  'spec-exists',
  'output-outside',
  'output-blocked',
  ...findings,
  'file-changed-meanwhile',
  'write-failed',
]);
