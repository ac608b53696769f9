/**
 * mwgen as a library. Problems of a spec or a project are returned as data; only internal errors are thrown. Nothing in
 * here prints, asks questions, or ends the process.
 *
 * ```ts
 * import { check } from 'mwgen';
 *
 * const { outcome, specs } = await check({ cwd: 'services/api' });
 * ```
 */
export { check, type CheckOptions } from './commands/check.js';
export { generate, type GenerateOptions } from './commands/generate.js';
export { loadSpec, type LoadedSpec, type LoadSpecOptions } from './commands/load-spec.js';
export { compile } from './workspace/compiler.js';
export type { FileResult, RunResult, SpecResult, TargetResult } from './commands/run-types.js';
export type { Outcome } from './commands/outcome.js';
export type { CompileResult, GeneratedFile, MountLines, TargetOutput, TargetSettings } from './compile.js';
export type { Diagnostic, SourcePosition, SourceRange } from './diagnostics/diagnostic.js';
export type { MessageCode } from './diagnostics/registry.js';
export type { Plan } from './plan/plan.js';
export type { FileState } from './workspace/file-state.js';
export type { StaleReason } from './workspace/stale-reason.js';
