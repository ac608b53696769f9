/**
 * `mwgen init`: detects the properties of the project, asks about the rest, writes a spec, generates, and shows how to
 * mount the result.
 */
import { join, resolve } from 'node:path';
import { diagnostic } from '../diagnostics/diagnostic.js';
import type { MountLines } from '../languages/output.js';
import { UnreadableFile, type Application, type TargetDetection } from '../languages/project.js';
import { isFile } from '../workspace/disk.js';
import { shownPath } from '../workspace/shown-path.js';
import { specNames } from '../workspace/spec-file.js';
import { specExists, writeStarter } from '../workspace/starter-spec.js';
import { chooseTargets, type Choice, type ChosenTarget } from './choose-services.js';
import { generate, loadCompiler } from './generate.js';
import { attributeLines, mergeDriverCommand } from './git-settings.js';
import { exitCodes } from './outcome.js';
import { NoAnswer, openPrompt } from './prompt.js';
import type { Compile, RunResult } from './run-types.js';
import { fail, reportGitSettings, reportMount } from './report-init.js';
import type { Terminal } from './terminal.js';
import type { Wired } from './wire.js';

export interface InitOptions {
  readonly framework?: string | undefined;
  readonly output?: string | undefined;
  /** Write the lines that mount the middleware into this file; empty: into the entry file of the application. */
  readonly wire?: string | undefined;
  readonly yes?: boolean;
  readonly cwd?: string;
}

/** Functions of other modules that `init` uses. */
export interface InitTools {
  readonly targets: () => Promise<readonly TargetDetection[]>;
  readonly compiler: () => Promise<Compile>;
}

export async function initCommand(
  options: InitOptions,
  terminal: Terminal,
  tools: InitTools = defaultTools,
): Promise<number> {
  const { cwd = process.cwd(), yes = false } = options;
  const existing = specNames.find((name) => isFile(join(cwd, name)));
  if (existing !== undefined && options.wire === undefined) return await fail([specExists(existing)], terminal);
  const given = givenEntry(cwd, options.wire);
  if ('diagnostics' in given) return await fail(given.diagnostics, terminal);

  const targets = await tools.targets();
  if (existing !== undefined) {
    const { wireSpec } = await import('./wire.js');
    const { framework } = options;
    return await wireSpec({ cwd, spec: existing, framework, entry: given.value, targets }, terminal, tools.compiler);
  }
  const prompt = terminal.canAsk && !yes ? openPrompt(terminal) : undefined;
  try {
    const asked = { cwd, framework: options.framework, output: options.output, entry: given.value };
    const chosen = await chooseTargets(asked, targets, prompt, terminal);
    if ('diagnostics' in chosen) return await fail(chosen.diagnostics, terminal);
    prompt?.close();
    return await write({ cwd, isToWire: options.wire !== undefined }, chosen.value, terminal, tools.compiler);
  } catch (error) {
    if (error instanceof NoAnswer) {
      terminal.err('\n');
      return await fail(
        [diagnostic('usage', { detail: 'The questions were not answered, so nothing was written.' })],
        terminal,
      );
    }
    if (!(error instanceof UnreadableFile)) throw error;
    const path = shownPath(cwd, error.file);
    return await fail([diagnostic(error.code, { path, detail: error.message }, { file: path })], terminal);
  } finally {
    prompt?.close();
  }
}

const defaultTools: InitTools = {
  targets: async () => (await import('../targets/index.js')).targets,
  compiler: loadCompiler,
};

/** The entry file on the command line; `undefined` if there is none. */
function givenEntry(cwd: string, wire: string | undefined): Choice<string | undefined> {
  if (wire === undefined || wire === '') return { value: undefined };
  const path = resolve(cwd, wire);
  if (isFile(path)) return { value: path };
  const detail = `There is no file ${shownPath(cwd, path)} to write the lines into.`;
  return { diagnostics: [diagnostic('usage', { detail })] };
}

async function write(
  { cwd, isToWire }: { readonly cwd: string; readonly isToWire: boolean },
  chosen: readonly ChosenTarget[],
  terminal: Terminal,
  compiler: InitTools['compiler'],
): Promise<number> {
  const [spec] = specNames;
  const targets = chosen.map(({ target, output }) => ({ framework: target.name, output }));
  const failures = writeStarter(cwd, join(cwd, spec), targets);
  if (failures.length > 0) return await fail(failures, terminal);
  const result = await generate({ cwd, specs: [spec] }, compiler);
  const mounted = await mountAll(cwd, chosen, result, isToWire);
  if (terminal.json) {
    const { jsonText, runDocument } = await import('./json.js');
    const document = await runDocument(result, { diff: false, dryRun: false });
    const found = targets.map((target, index) => ({ ...target, ...placeOf(cwd, chosen[index], mounted[index]) }));
    const wired = isToWire ? { wired: mounted.flatMap((one) => one.wired ?? []) } : {};
    const [first] = found;
    terminal.out(jsonText({ ...document, command: 'init', spec, ...first, targets: found, ...wired }));
    return exitCodes[result.outcome];
  }
  if (terminal.level !== 'silent') terminal.out(`${terminal.outPaint('green', 'created')}       ${spec}\n`);
  const { reportRun } = await import('./report.js');
  await reportRun(result, terminal, { dryRun: false, diff: false });
  if (result.outcome === 'fine' && terminal.level !== 'silent') {
    for (const { mount, entry, wired } of mounted) {
      if (wired !== undefined) (await import('./wire.js')).reportWired(wired, terminal);
      if (wired === undefined || wired.state === 'unsure') reportMount(mount, entry, terminal);
    }
    const outputs = result.specs.flatMap((one) => one.targets.map(({ output }) => output));
    reportGitSettings(attributeLines(outputs), mergeDriverCommand(cwd), terminal);
  }
  if (result.outcome !== 'fine') adviseRetry(result, spec, terminal);
  return exitCodes[result.outcome];
}

/** How an output is mounted. */
interface Mounted {
  readonly mount: MountLines;
  /** The entry file, relative to the working directory. */
  readonly entry: string | undefined;
  /** What was done with it, if that was asked for. */
  readonly wired?: Wired;
}

/** The mount lines of the outputs of a run, in the order of the targets. */
async function mountAll(
  cwd: string,
  chosen: readonly ChosenTarget[],
  { specs, outcome }: RunResult,
  isToWire: boolean,
): Promise<Mounted[]> {
  const outputs = specs.flatMap(({ targets }) => targets);
  const mounted: Mounted[] = [];
  for (const [index, output] of outputs.entries()) {
    const application = chosen[index]?.application;
    if (application === undefined) continue;
    mounted.push({
      mount: application.mountLines(output.mount, resolve(cwd, output.output)),
      entry: entryOf(cwd, application),
      ...(isToWire && outcome === 'fine'
        ? { wired: await (await import('./wire.js')).wireTarget(cwd, output, application) }
        : {}),
    });
  }
  return mounted;
}

function entryOf(cwd: string, { entry }: Application): string | undefined {
  return entry === undefined ? undefined : shownPath(cwd, entry);
}

/** What the JSON document tells about the application of a target. */
function placeOf(cwd: string, chosen: ChosenTarget | undefined, mounted: Mounted | undefined): object {
  const entry = chosen === undefined ? undefined : entryOf(cwd, chosen.application);
  return { entry: entry ?? null, mount: mounted?.mount ?? null };
}

function adviseRetry({ outcome }: RunResult, spec: string, { err }: Terminal): void {
  if (outcome === 'refused')
    err(`${spec} was written. Change its output or remove the files, and run \`npx mwgen generate\`.\n`);
}
