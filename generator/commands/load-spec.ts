import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Plan } from '../plan/plan.js';
import { findSpec, readSpecFile } from '../workspace/spec-file.js';

export interface LoadSpecOptions {
  /** Default: the spec that is found from the working directory upwards. */
  readonly spec?: string;
  /** Default: the process's working directory. */
  readonly cwd?: string;
}

export interface LoadedSpec {
  /** Absolute; absent where none was found. */
  readonly path?: string;
  /** The spec's text; absent where it could not be read. */
  readonly text?: string;
  /** What the spec asks for; absent where it has errors. */
  readonly plan?: Plan;
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds, reads and checks a spec. Generates nothing; what is wrong is in the result, never thrown. */
export async function loadSpec({ spec, cwd = process.cwd() }: LoadSpecOptions = {}): Promise<LoadedSpec> {
  const found = spec === undefined ? findSpec(cwd) : { value: spec };
  if ('diagnostics' in found) return found;
  const file = readSpecFile(cwd, found.value);
  if ('diagnostics' in file) return file;
  const { path, text, shown } = file.value;
  const { readSpec } = await import('../spec/read-spec.js');
  const { targets } = await import('../targets/index.js');
  const { plan, diagnostics } = readSpec(text, { file: shown, frameworks: targets.map(({ name }) => name) });
  return { path, text, ...(plan === undefined ? {} : { plan }), diagnostics };
}
