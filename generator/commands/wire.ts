/** `mwgen init --wire`: writes the lines that mount an output into the entry file of the application. */
import { resolve } from 'node:path';
import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { languageOfFile } from '../languages/index.js';
import type { Application, TargetDetection } from '../languages/project.js';
import { unsure, type Wiring } from '../languages/wiring.js';
import { findApplication } from '../workspace/application.js';
import { serviceOf } from '../workspace/detect.js';
import { readIfReadable } from '../workspace/disk.js';
import { destination, projectRoot } from '../workspace/project-root.js';
import { shownPath } from '../workspace/shown-path.js';
import { writeFile } from '../workspace/write.js';
import { generate, report } from './generate.js';
import { fail, reportMount } from './report-init.js';
import { exitCodes } from './outcome.js';
import type { Compile, TargetResult } from './run-types.js';
import type { Terminal } from './terminal.js';

/** What was done with the entry file of a target. */
export interface Wired {
  readonly framework: string;
  /** Relative to the working directory; `null` if the application was not found. */
  readonly file: string | null;
  /** `present`: the file mounts the output already. `unsure`: it was not changed, for the reason. */
  readonly state: Wiring['kind'];
  readonly reason?: string;
}

/** Mounts an output of a run in its application. */
export async function wireTarget(cwd: string, target: TargetResult, application: Application): Promise<Wired> {
  const { framework } = target;
  const { entry } = application;
  if (entry === undefined)
    return { framework, file: null, state: 'unsure', reason: 'the file that creates the application was not found' };
  const wiring = await wireFile(cwd, entry, target, application);
  return {
    framework,
    file: shownPath(cwd, entry),
    state: wiring.kind,
    ...(wiring.kind === 'unsure' ? { reason: wiring.reason } : {}),
  };
}

async function wireFile(cwd: string, entry: string, target: TargetResult, application: Application): Promise<Wiring> {
  const goal = destination(projectRoot(cwd), entry);
  if (goal.kind !== 'inside') return unsure(goal.kind === 'outside' ? 'it is outside the project' : goal.reason);
  const before = readIfReadable(goal.path);
  if (before === undefined) return unsure('it cannot be read');
  const code = before.toString('utf8');
  if (!Buffer.from(code).equals(before)) return unsure('it is not valid UTF-8');
  const output = resolve(cwd, target.output);
  const wiring = await application.wire(code, application.mountLines(target.mount, output), output);
  if (wiring.kind !== 'wired') return wiring;
  const written = writeFile({ path: goal.path, before, after: wiring.code });
  if (written.kind === 'failed') return unsure(`it cannot be written: ${written.reason}`);
  return written.kind === 'changed' ? unsure('it was changed meanwhile') : wiring;
}

/** Prints what was done with an entry file. */
export function reportWired({ file, state, reason }: Wired, { out, err, outPaint: paint }: Terminal): void {
  const place = file ?? '';
  if (state === 'wired') out(`${paint('green', 'mounted in'.padEnd(13))} ${place}\n`);
  else if (state === 'present')
    out(`${paint('dim', 'unchanged'.padEnd(13))} ${place} (it mounts the middleware already)\n`);
  else err(`\n${file ?? 'No file'} was ${file === null ? '' : 'not '}changed, because ${reason ?? ''}.\n`);
}

interface SpecToWire {
  readonly cwd: string;
  readonly spec: string;
  /** The framework and the entry file on the command line. */
  readonly framework: string | undefined;
  readonly entry: string | undefined;
  readonly targets: readonly TargetDetection[];
}

/** Mounts the outputs of a spec that exists, after updating them. Returns the exit code. */
export async function wireSpec(
  { cwd, spec, framework, entry, targets }: SpecToWire,
  terminal: Terminal,
  compiler: () => Promise<Compile>,
): Promise<number> {
  const result = await generate({ cwd, specs: [spec] }, compiler);
  if (result.outcome !== 'fine') return report(result, { dryRun: false, diff: false }, terminal);
  const outputs = result.specs
    .flatMap((one) => one.targets)
    .filter((one) => framework === undefined || one.framework === framework);
  const meant = outputs.flatMap((output) => {
    const target = targets.find(({ name }) => name === output.framework);
    return target === undefined || !isFor(target, entry) ? [] : [{ output, target }];
  });
  const wrong =
    entry !== undefined && meant.length > 1 ? severalTargets(meant.map(({ output }) => output.framework)) : [];
  if (wrong.length > 0) return fail(wrong, terminal);
  const wired: Wired[] = [];
  for (const { output, target } of meant) {
    const home = await serviceOf(cwd, resolve(cwd, output.output), target);
    const application = await findApplication(home, target, entry);
    const one = await wireTarget(cwd, output, application);
    wired.push(one);
    if (terminal.json || terminal.level === 'silent') continue;
    reportWired(one, terminal);
    if (one.state === 'unsure')
      reportMount(application.mountLines(output.mount, resolve(cwd, output.output)), one.file ?? undefined, terminal);
  }
  if (terminal.json) {
    const { jsonText, runDocument } = await import('./json.js');
    const document = await runDocument(result, { diff: false, dryRun: false });
    terminal.out(jsonText({ ...document, command: 'init', spec, wired }));
  }
  return exitCodes[result.outcome];
}

/** Whether a file can be the entry file of a target's application: without a file, all can. */
function isFor({ language }: TargetDetection, entry: string | undefined): boolean {
  if (entry === undefined) return true;
  const own = languageOfFile(entry);
  return own?.name === language || own?.formOf === language;
}

function severalTargets(frameworks: readonly string[]): Diagnostic[] {
  const help = `Add --framework: ${frameworks.join(' or ')}.`;
  return [diagnostic('usage', { detail: 'The file could be the entry file of more than one target.' }, { help })];
}
