/** Functions for tests of the front end. */
import { printDiagnostics } from '../../generator/diagnostics/code-frame.js';
import type { MiddlewarePlan } from '../../generator/plan/plan.js';
import { type ReadSpec, readSpec } from '../../generator/spec/read-spec.js';

export function read(text: string): ReadSpec {
  return readSpec(text, { file: 'mwgen.yaml', frameworks: ['express', 'koa'] });
}

/** Reads a spec with one middleware. Its settings can be any value, because JSON is valid YAML. */
export function readMiddleware(middleware: unknown): ReadSpec {
  const targets = [{ framework: 'express', output: 'out' }];
  return read(JSON.stringify({ version: 1, targets, middleware: { api: middleware } }));
}

export function planOf(result: ReadSpec): MiddlewarePlan {
  const [first] = result.plan?.middleware ?? [];
  if (first === undefined) throw new Error(printDiagnostics(result.diagnostics));
  return first;
}

export function codesOf({ diagnostics }: ReadSpec): string[] {
  return diagnostics.map(({ code }) => code);
}
