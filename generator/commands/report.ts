/** Prints the results of a run for people. */
import { withoutControls } from '../workspace/shown-path.js';
import { reasonText } from '../workspace/stale-reason.js';
import type { FileResult, RunResult, SpecResult } from './run-types.js';
import type { Paint, Style, Terminal } from './terminal.js';

export interface ReportOptions {
  readonly dryRun: boolean;
  readonly diff: boolean;
}

/** Prints results to standard output and diagnostics to standard error. */
export async function reportRun(result: RunResult, terminal: Terminal, options: ReportOptions): Promise<void> {
  for (const spec of result.specs) await reportSpec(spec, result, terminal, options);
  if (result.diagnostics.length > 0) {
    const { reportDiagnostics } = await import('./report-diagnostics.js');
    reportDiagnostics(result.diagnostics, terminal, result.sources);
  }
  if (terminal.level === 'silent') return;
  const advice = adviceFor(result, options);
  if (advice !== undefined) terminal.err(`${advice}\n`);
}

async function reportSpec(
  spec: SpecResult,
  result: RunResult,
  terminal: Terminal,
  options: ReportOptions,
): Promise<void> {
  // The findings are the result of `check`, so they are printed even with `--silent`.
  if (terminal.level === 'silent' && result.command !== 'check' && !options.diff) return;
  const { out, outPaint: paint } = terminal;
  const changed = spec.files.filter(({ state }) => state !== 'current');
  const listed = terminal.level === 'verbose' ? spec.files : changed;
  if (spec.files.length === 0 || (terminal.level === 'silent' && changed.length === 0)) return;
  if (listed.length === 0) {
    out(`${withoutControls(spec.spec)}: ${countText(spec.files.length)} up to date\n`);
    return;
  }
  out(`${paint('bold', withoutControls(spec.spec))}\n`);
  const tell =
    result.command === 'check' || result.outcome !== 'fine' ? stateWord : options.dryRun ? plannedWord : doneWord;
  for (const file of listed) {
    const [word, style] = tell(file);
    const because = file.reasons.length === 0 ? '' : paint('dim', `  (${file.reasons.map(reasonText).join('; ')})`);
    out(`  ${paint(style, word.padEnd(12))} ${file.path}${because}\n`);
  }
  const current = spec.files.length - changed.length;
  if (current > 0 && listed === changed) out(`  ${paint('dim', `${countText(current)} up to date`)}\n`);
  const isDiffShown = options.diff || result.command === 'check';
  for (const file of changed) if (isDiffShown || file.action === 'refuse') await reportDiff(file, terminal);
  if (isDiffShown && spec.meaning.length > 0) {
    out(
      `\n${paint('bold', 'What this changes:')}\n${spec.meaning.map((line) => `  ${withoutControls(line)}\n`).join('')}`,
    );
  }
}

type Word = readonly [word: string, style: Style];

function stateWord({ state, action }: FileResult): Word {
  const name = action === 'leave' ? 'edited' : state;
  return [name, state === 'current' ? 'dim' : name === 'edited' || name === 'foreign' ? 'red' : 'yellow'];
}

function doneWord({ action }: FileResult): Word {
  return doneWords[action];
}

function plannedWord({ action }: FileResult): Word {
  return plannedWords[action];
}

const doneWords: Readonly<Record<FileResult['action'], Word>> = {
  none: ['unchanged', 'dim'],
  create: ['created', 'green'],
  update: ['updated', 'green'],
  remove: ['removed', 'yellow'],
  refuse: ['refused', 'red'],
  leave: ['left', 'yellow'],
};

const plannedWords: Readonly<Record<FileResult['action'], Word>> = {
  none: ['unchanged', 'dim'],
  create: ['would create', 'green'],
  update: ['would update', 'green'],
  remove: ['would remove', 'yellow'],
  refuse: ['refused', 'red'],
  leave: ['would leave', 'yellow'],
};

/** The diff module is loaded only if there is a diff to print. */
async function reportDiff(file: FileResult, { out, outPaint: paint }: Terminal): Promise<void> {
  const { unifiedDiff } = await import('../workspace/diff.js');
  const lines = unifiedDiff(differenceOf(file)).trimEnd().split('\n');
  out(`\n${lines.map((line) => paintLine(withoutControls(line), paint)).join('\n')}\n`);
}

/** The input for a diff. A file that will be removed has no new text. */
export function differenceOf({ path, before, after, action }: FileResult): {
  path: string;
  before?: string;
  after?: string;
} {
  const isKept = after !== undefined && action !== 'remove';
  return { path, ...(before === undefined ? {} : { before }), ...(isKept ? { after } : {}) };
}

function paintLine(line: string, paint: Paint): string {
  if (/^(?:---|\+\+\+) /.test(line)) return paint('bold', line);
  const style = ({ '+': 'green', '-': 'red', '@': 'cyan' } as const)[line[0] ?? ''];
  return style === undefined ? line : paint(style, line);
}

function adviceFor({ command, outcome, diagnostics }: RunResult, { dryRun }: ReportOptions): string | undefined {
  if (command === 'check') {
    // What stands in the way of `generate` has its own help.
    const isPossible = outcome === 'different' && diagnostics.every(({ severity }) => severity !== 'error');
    return isPossible ? 'Run `npx mwgen generate` and commit the result.' : undefined;
  }
  if (outcome === 'fine' || dryRun) return undefined;
  // If a write failed, its message already says what was written before.
  const isPartial = diagnostics.some(({ code }) => code === 'write-failed' || code === 'file-changed-meanwhile');
  return isPartial ? undefined : 'Nothing was written.';
}

function countText(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
