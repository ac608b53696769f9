/** What tests of the front end share. */
import { printDiagnostics } from '../../generator/diagnostics/code-frame.js';
import type { MiddlewarePlan } from '../../generator/plan/plan.js';
import { type ReadSpec, readSpec } from '../../generator/spec/read-spec.js';

export function read(text: string): ReadSpec {
  return readSpec(text, { file: 'mwgen.yaml', frameworks: ['express', 'koa'] });
}

/** A spec with one middleware, from the text of its block. JSON is YAML, so that any value can be put into it. */
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
