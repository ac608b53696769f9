import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { MessageCode } from '../diagnostics/registry.js';
import type { FileState } from '../workspace/file-state.js';

/**
 * How a run came out: `different`: `check` found something; `wrong`: the spec or the call is; `refused`: something stands in
 * the way, and nothing was written over it.
 */
export type Outcome = 'fine' | 'different' | 'wrong' | 'refused';

/** The exit code of the command line for each, and for a fault of mwgen's own. */
export const exitCodes = { fine: 0, different: 1, wrong: 2, refused: 3, fault: 70 } as const;

export function outcomeOf(
  command: 'generate' | 'check',
  specs: readonly { readonly files: readonly { readonly state: FileState }[] }[],
  diagnostics: readonly Diagnostic[],
): Outcome {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  // To `check`, a file edited by hand is a finding like any other.
  const real = command === 'check' ? errors.filter(({ code }) => !isFinding(code)) : errors;
  if (real.some(({ code }) => !refusals.has(code))) return 'wrong';
  if (real.length > 0) return 'refused';
  const differs = specs.some(({ files }) => files.some(({ state }) => state !== 'current'));
  return command === 'check' && differs ? 'different' : 'fine';
}

function isFinding(code: MessageCode): boolean {
  return code === 'file-edited' || code === 'file-foreign';
}

const refusals: ReadonlySet<MessageCode> = new Set<MessageCode>([
  'spec-exists',
  'output-outside',
  'output-blocked',
  'file-edited',
  'file-foreign',
  'file-changed-meanwhile',
  'write-failed',
]);
