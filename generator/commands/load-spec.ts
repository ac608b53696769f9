import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Plan } from '../plan/plan.js';
import { findSpec, readSpecFile } from '../workspace/spec-file.js';

export interface LoadSpecOptions {
  /** Default: the spec in the working directory or its nearest parent. */
  readonly spec?: string;
  /** Default: the working directory of the process. */
  readonly cwd?: string;
}

export interface LoadedSpec {
  /** Absolute; absent if no spec was found. */
  readonly path?: string;
  /** The text of the spec; absent if it could not be read. */
  readonly text?: string;
  /** The compiled spec; absent if it has errors. */
  readonly plan?: Plan;
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds, reads and validates a spec without generating anything. Problems are returned in the result, not thrown. */
export async function loadSpec({ spec, cwd = process.cwd() }: LoadSpecOptions = {}): Promise<LoadedSpec> {
  const found = spec === undefined ? findSpec(cwd) : { value: spec };
  if ('diagnostics' in found) return found;
  const file = readSpecFile(cwd, found.value);
  if ('diagnostics' in file) return file;
  const { path, text, shown } = file.value;
  const { readSpec } = await import('../spec/read-spec.js');
  const { knownFrameworks } = await import('../targets/index.js');
  const { plan, diagnostics } = readSpec(text, { file: shown, ...knownFrameworks });
  return { path, text, ...(plan === undefined ? {} : { plan }), diagnostics };
}
