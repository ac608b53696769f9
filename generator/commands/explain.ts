/** `mwgen explain METHOD PATH`: what each middleware would do with a request, and the line of the spec that decides it. */
import type { Diagnostic, SourceRange } from '../diagnostics/diagnostic.js';
import { explainRequest, type Decision, type ExplainedFeature } from '../plan/explain-request.js';
import { pathOf } from '../plan/match-route.js';
import type { FeatureName } from '../plan/plan.js';
import { findSpec, readSpecFile } from '../workspace/spec-file.js';
import { withoutControls } from '../workspace/shown-path.js';
import { exitCodes } from './outcome.js';
import type { Terminal } from './terminal.js';

export interface ExplainOptions {
  readonly method: string;
  readonly path: string;
  /** Default: the spec in the working directory or its nearest parent. */
  readonly spec?: string | undefined;
  readonly cwd?: string;
}

export interface Explanation {
  /** Relative to the working directory; absent if no spec was found. */
  readonly spec?: string;
  /** Outermost first. Empty if the spec has errors. */
  readonly middleware: readonly ExplainedMiddleware[];
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

export interface ExplainedMiddleware {
  readonly name: string;
  readonly features: readonly PlacedFeature[];
}

export interface PlacedFeature {
  readonly feature: FeatureName;
  readonly applies: boolean;
  readonly does: readonly string[];
  /** Why it applies or not, in words. */
  readonly reason: string;
  /** The place in the spec that decides: an entry, a list of which no entry matches, or the feature itself. */
  readonly line?: number;
  readonly column?: number;
}

/** Explains what the middleware of a spec would do with a request. Problems are returned in the result, not thrown. */
export async function explain({ method, path, spec, cwd = process.cwd() }: ExplainOptions): Promise<Explanation> {
  const failed = (diagnostics: readonly Diagnostic[]): Explanation => ({
    middleware: [],
    diagnostics,
    sources: new Map(),
  });
  const found = spec === undefined ? findSpec(cwd) : { value: spec };
  if ('diagnostics' in found) return failed(found.diagnostics);
  const file = readSpecFile(cwd, found.value);
  if ('diagnostics' in file) return failed(file.diagnostics);
  const { text, shown } = file.value;
  const { readSpec } = await import('../spec/read-spec.js');
  const { knownFrameworks } = await import('../targets/index.js');
  const { plan, diagnostics, locateRule, locate } = readSpec(text, { file: shown, ...knownFrameworks });
  const place = (name: string, { decision, ...feature }: ExplainedFeature): PlacedFeature => {
    const start = rangeOf(decision)?.start;
    const where = start === undefined ? {} : { line: start.line, column: start.column };
    return { ...feature, reason: reasonFor(decision), ...where };

    function rangeOf({ kind, ...more }: Decision): SourceRange | undefined {
      if ('rule' in more) return locateRule(name, kind === 'included' ? 'include' : 'exclude', more.rule);
      return locate(['middleware', name, kind === 'unlisted' ? 'include' : feature.feature]);
    }
  };
  return {
    spec: shown,
    middleware: (plan?.middleware ?? []).map((one) => ({
      name: one.name,
      features: explainRequest(one, { method, target: path }).map((feature) => place(one.name, feature)),
    })),
    diagnostics,
    sources: new Map([[shown, text]]),
  };
}

/** `mwgen explain`. Returns the exit code. */
export async function explainCommand(options: ExplainOptions, terminal: Terminal): Promise<number> {
  const { spec, middleware, diagnostics, sources } = await explain(options);
  const outcome = spec === undefined || diagnostics.some(({ severity }) => severity === 'error') ? 'wrong' : 'fine';
  if (terminal.json) {
    const { jsonText, commandHead } = await import('./json.js');
    const request = { method: options.method, path: pathOf(options.path) };
    const document = { ...commandHead('explain', outcome), request, spec: spec ?? null, middleware, diagnostics };
    terminal.out(jsonText(document));
    return exitCodes[outcome];
  }
  const { reportDiagnostics } = await import('./report-diagnostics.js');
  reportDiagnostics(diagnostics, terminal, sources);
  if (outcome === 'fine') report(options, spec ?? '', middleware, terminal);
  return exitCodes[outcome];
}

function report(
  { method, path }: ExplainOptions,
  spec: string,
  middleware: readonly ExplainedMiddleware[],
  { out, outPaint: paint }: Terminal,
): void {
  out(`${paint('bold', withoutControls(`${method} ${pathOf(path)}`))}\n`);
  for (const { name, features } of middleware) {
    const isOn = features.some(({ applies }) => applies);
    out(`\n${paint('bold', name)}${isOn ? '' : paint('dim', '  does nothing')}\n`);
    for (const { feature, applies, does, reason, line } of features) {
      const where = line === undefined ? '' : ` (${withoutControls(spec)}:${line})`;
      const state = applies ? paint('green', 'on ') : paint('yellow', 'off');
      out(`  ${feature.padEnd(10)} ${state}  ${withoutControls(reason)}${where}\n`);
      if (applies) for (const sentence of does) out(`                  ${paint('dim', withoutControls(sentence))}\n`);
    }
  }
}

function reasonFor(decision: Decision): string {
  switch (decision.kind) {
    case 'included':
    case 'excluded':
      return `${decision.kind} by \`${decision.rule.source}\``;
    case 'unlisted':
      return 'no entry of `include` matches';
    case 'not-excluded':
      return 'no entry of `exclude` matches';
    case 'unlimited':
      return 'applies to every request';
  }
}
