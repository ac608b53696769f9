/**
 * `mwgen init`: detects the properties of the project, asks about the rest, writes a spec, generates, and shows how to
 * mount the result.
 */
import { isAbsolute, join, resolve } from 'node:path';
import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/nearest.js';
import { UnreadableFile, type Application, type TargetDetection } from '../languages/project.js';
import { findApplication, proposedOutput } from '../workspace/application.js';
import { detectTargets, packagesWith } from '../workspace/detect.js';
import { isFile } from '../workspace/disk.js';
import { destination, projectRoot } from '../workspace/project-root.js';
import { shownPath } from '../workspace/shown-path.js';
import { specNames } from '../workspace/spec-file.js';
import { specExists, writeStarter } from '../workspace/starter-spec.js';
import { generate, loadCompiler } from './generate.js';
import { attributeLines, mergeDriverCommand } from './git-settings.js';
import { exitCodes } from './outcome.js';
import { NoAnswer, openPrompt, type Prompt } from './prompt.js';
import type { Compile, RunResult } from './run-types.js';
import { fail, reportGitSettings, reportMount } from './report-init.js';
import type { Terminal } from './terminal.js';

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
    const target = await chooseTarget(cwd, options.framework, targets, prompt, terminal);
    if ('diagnostics' in target) return await fail(target.diagnostics, terminal);
    const application = await findApplication(cwd, target.value, given.value);
    const output = await chooseOutput(cwd, options.output, application, prompt);
    if ('diagnostics' in output) return await fail(output.diagnostics, terminal);
    prompt?.close();
    return await write(
      {
        cwd,
        framework: target.value.name,
        output: output.value,
        application,
        isToWire: options.wire !== undefined,
      },
      terminal,
      tools.compiler,
    );
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
  return wrong(diagnostic('usage', { detail: `There is no file ${shownPath(cwd, path)} to write the lines into.` }));
}

type Choice<Value> = { readonly value: Value } | { readonly diagnostics: readonly Diagnostic[] };

async function chooseTarget(
  cwd: string,
  asked: string | undefined,
  targets: readonly TargetDetection[],
  prompt: Prompt | undefined,
  terminal: Terminal,
): Promise<Choice<TargetDetection>> {
  const names = targets.map(({ name }) => name);
  if (asked !== undefined) {
    const target = targets.find(({ name }) => name === asked);
    if (target !== undefined) return { value: target };
    const help = didYouMean(asked, names) ?? `One of: ${names.join(', ')}.`;
    return wrong(diagnostic('usage', { detail: `There is no framework "${asked}".` }, { help }));
  }
  const found = await detectTargets(cwd, targets);
  const [first, second] = found;
  if (first !== undefined && second === undefined) {
    if (terminal.level !== 'silent')
      terminal.err(`Found ${first.target.label} in ${shownPath(cwd, first.manifest)}.\n`);
    return { value: first.target };
  }
  const candidates = first === undefined ? targets : found.map(({ target }) => target);
  if (prompt !== undefined)
    return { value: await prompt.choose('Which framework do you use?', candidates, ({ label }) => label) };
  const what =
    first === undefined
      ? 'No supported framework was found.'
      : `More than one framework was found: ${candidates.map(({ name }) => name).join(', ')}.`;
  const elsewhere = await packagesWith(cwd, targets);
  const places = elsewhere.length === 0 ? '' : ` Or run it in ${elsewhere.join(' or ')}.`;
  const help = `One of: ${candidates.map(({ name }) => name).join(', ')}.${places}`;
  return wrong(diagnostic('init-undecided', { what, flag: '--framework' }, { help }));
}

async function chooseOutput(
  cwd: string,
  asked: string | undefined,
  application: Application,
  prompt: Prompt | undefined,
): Promise<Choice<string>> {
  const proposed = proposedOutput(cwd, application.sources);
  const output =
    asked ??
    (prompt === undefined ? proposed : await prompt.ask('Which folder should the generated code be in?', proposed));
  const root = projectRoot(cwd);
  const goal = destination(root, resolve(cwd, output));
  if (goal.kind === 'inside' && !isAbsolute(output)) return { value: output.replaceAll('\\', '/') };
  const help =
    'Choose a folder inside the project, relative to the working directory, such as --output src/middleware.';
  if (goal.kind === 'outside')
    return wrong(diagnostic('output-outside', { path: output, leads: goal.path, root }, { help }));
  const reason = goal.kind === 'blocked' ? goal.reason : 'the path is absolute, but a spec must work on every machine';
  return wrong(diagnostic('output-blocked', { path: output, reason }, { help }));
}

interface Decided {
  readonly cwd: string;
  readonly framework: string;
  readonly output: string;
  readonly application: Application;
  readonly isToWire: boolean;
}

async function write(
  { cwd, framework, output, application, isToWire }: Decided,
  terminal: Terminal,
  compiler: InitTools['compiler'],
): Promise<number> {
  const [spec] = specNames;
  const failures = writeStarter(cwd, join(cwd, spec), { framework, output });
  if (failures.length > 0) return await fail(failures, terminal);
  const result = await generate({ cwd, specs: [spec] }, compiler);
  const target = result.specs[0]?.targets[0];
  const mount = target === undefined ? undefined : application.mountLines(target.mount, resolve(cwd, target.output));
  const entry = application.entry === undefined ? undefined : shownPath(cwd, application.entry);
  const wired =
    isToWire && target !== undefined && result.outcome === 'fine'
      ? await (await import('./wire.js')).wireTarget(cwd, target, application)
      : undefined;
  if (terminal.json) {
    const { jsonText, runDocument } = await import('./json.js');
    const document = await runDocument(result, { diff: false, dryRun: false });
    const found = { spec, framework, output, entry: entry ?? null, mount: mount ?? null };
    terminal.out(jsonText({ ...document, command: 'init', ...found, ...(wired === undefined ? {} : { wired }) }));
    return exitCodes[result.outcome];
  }
  if (terminal.level !== 'silent') terminal.out(`${terminal.outPaint('green', 'created')}       ${spec}\n`);
  const { reportRun } = await import('./report.js');
  await reportRun(result, terminal, { dryRun: false, diff: false });
  if (mount !== undefined && result.outcome === 'fine' && terminal.level !== 'silent') {
    if (wired !== undefined) (await import('./wire.js')).reportWired(wired, terminal);
    if (wired === undefined || wired.state === 'unsure') reportMount(mount, entry, terminal);
    const outputs = result.specs.flatMap(({ targets }) => targets.map((one) => one.output));
    reportGitSettings(attributeLines(outputs), mergeDriverCommand(cwd), terminal);
  }
  if (result.outcome !== 'fine') adviseRetry(result, spec, terminal);
  return exitCodes[result.outcome];
}

function adviseRetry({ outcome }: RunResult, spec: string, { err }: Terminal): void {
  if (outcome === 'refused')
    err(`${spec} was written. Change its output or remove the files, and run \`npx mwgen generate\`.\n`);
}

function wrong(found: Diagnostic): { diagnostics: readonly Diagnostic[] } {
  return { diagnostics: [found] };
}
