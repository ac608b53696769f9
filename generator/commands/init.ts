/**
 * `mwgen init`: detects the properties of the project, asks about the rest, writes a spec, generates, and shows how to
 * mount the result.
 */
import { isAbsolute, join, resolve } from 'node:path';
import type { MountLines } from '../compile.js';
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
import { exitCodes, outcomeOf } from './outcome.js';
import { NoAnswer, openPrompt, type Prompt } from './prompt.js';
import type { Compile, RunResult } from './run-types.js';
import type { Terminal } from './terminal.js';

export interface InitOptions {
  readonly framework?: string | undefined;
  readonly output?: string | undefined;
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
  if (existing !== undefined) return await fail([specExists(existing)], terminal);

  const targets = await tools.targets();
  const prompt = terminal.canAsk && !yes ? openPrompt(terminal) : undefined;
  try {
    const target = await chooseTarget(cwd, options.framework, targets, prompt, terminal);
    if ('diagnostics' in target) return await fail(target.diagnostics, terminal);
    const application = await findApplication(cwd, target.value);
    const output = await chooseOutput(cwd, options.output, application, prompt);
    if ('diagnostics' in output) return await fail(output.diagnostics, terminal);
    prompt?.close();
    return await write(
      { cwd, framework: target.value.name, output: output.value, application },
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
}

async function write(
  { cwd, framework, output, application }: Decided,
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
  if (terminal.json) {
    const { jsonText, runDocument } = await import('./json.js');
    const document = await runDocument(result, { diff: false, dryRun: false });
    terminal.out(
      jsonText({ ...document, command: 'init', spec, framework, output, entry: entry ?? null, mount: mount ?? null }),
    );
    return exitCodes[result.outcome];
  }
  if (terminal.level !== 'silent') terminal.out(`${terminal.outPaint('green', 'created')}       ${spec}\n`);
  const { reportRun } = await import('./report.js');
  await reportRun(result, terminal, { dryRun: false, diff: false });
  if (mount !== undefined && result.outcome === 'fine' && terminal.level !== 'silent') {
    reportMount(mount, entry, terminal);
    terminal.err(`\nTo fold generated files in reviews, add to .gitattributes:\n\n${attributes(result)}`);
  }
  if (result.outcome !== 'fine') adviseRetry(result, spec, terminal);
  return exitCodes[result.outcome];
}

function reportMount(
  { importLine, callLine, place, requestId }: MountLines,
  entry: string | undefined,
  { out, outPaint: paint }: Terminal,
): void {
  const where = entry === undefined ? 'in the file that creates the application' : `in ${entry}`;
  out(`\nMount it ${where}, ${place}:\n\n  ${paint('cyan', importLine)}\n  ${paint('cyan', callLine)}\n`);
  if (requestId === undefined) return;
  const source = requestId.imported === undefined ? '' : `, with \`${requestId.imported}\` from the same module`;
  out(`\nIn handlers, the request ID is ${paint('cyan', requestId.expression)}${source}.\n`);
}

/** Lines for Git and for sites that show diffs. Hooks files are the user's own, so they are not folded. */
function attributes({ specs }: RunResult): string {
  const outputs = specs.flatMap(({ targets }) => targets.map(({ output }) => output));
  return outputs
    .flatMap((output) => [`${output}/** linguist-generated`, `${output}/*hooks.* -linguist-generated`])
    .map((line) => `  ${line}\n`)
    .join('');
}

function adviseRetry({ outcome }: RunResult, spec: string, { err }: Terminal): void {
  if (outcome === 'refused')
    err(`${spec} was written. Change its output or remove the files, and run \`npx mwgen generate\`.\n`);
}

function wrong(found: Diagnostic): { diagnostics: readonly Diagnostic[] } {
  return { diagnostics: [found] };
}

async function fail(diagnostics: readonly Diagnostic[], terminal: Terminal): Promise<number> {
  const outcome = outcomeOf('generate', [], diagnostics);
  if (terminal.json) {
    const { failureDocument, jsonText } = await import('./json.js');
    terminal.out(jsonText(failureDocument('init', outcome, diagnostics)));
  } else {
    const { reportDiagnostics } = await import('./report-diagnostics.js');
    reportDiagnostics(diagnostics, terminal);
  }
  return exitCodes[outcome];
}
