/** Which applications `init` writes a spec for, and where their code goes: detected, given as flags, or asked. */
import { isAbsolute, resolve } from 'node:path';
import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/nearest.js';
import { isInside } from '../languages/folders.js';
import type { Application, TargetDetection } from '../languages/project.js';
import { findApplication, proposedOutput } from '../workspace/application.js';
import { detectServices, type Service } from '../workspace/detect.js';
import { destination, projectRoot } from '../workspace/project-root.js';
import { shownPath } from '../workspace/shown-path.js';
import type { Prompt } from './prompt.js';
import type { Terminal } from './terminal.js';

/** A target of the spec to write, and the application that it is for. */
export interface ChosenTarget {
  readonly target: TargetDetection;
  readonly application: Application;
  /** Relative to the working directory. */
  readonly output: string;
}

export type Choice<Value> = { readonly value: Value } | { readonly diagnostics: readonly Diagnostic[] };

export interface Asked {
  readonly cwd: string;
  /** The framework, the output folder and the entry file on the command line. */
  readonly framework: string | undefined;
  readonly output: string | undefined;
  readonly entry: string | undefined;
}

/** The targets of the spec to write, one for each service. */
export async function chooseTargets(
  asked: Asked,
  targets: readonly TargetDetection[],
  prompt: Prompt | undefined,
  terminal: Terminal,
): Promise<Choice<readonly ChosenTarget[]>> {
  const { cwd, framework, entry } = asked;
  const names = targets.map(({ name }) => name);
  const meant = targets.filter(({ name }) => framework === undefined || name === framework);
  if (meant.length === 0) {
    const help = didYouMean(framework ?? '', names) ?? `One of: ${names.join(', ')}.`;
    return wrong(diagnostic('usage', { detail: `There is no framework "${framework ?? ''}".` }, { help }));
  }
  const services = await chooseServices(asked, meant, prompt);
  if (services.length > 1 && asked.output !== undefined) return wrong(oneOutput(cwd, services));
  const chosen: ChosenTarget[] = [];
  for (const service of services.length > 0 ? services : [{ folder: cwd, found: [] }]) {
    const target = await chooseTarget(cwd, service, meant, prompt);
    if ('diagnostics' in target) return target;
    const { manifest } = service.found.find((one) => one.target === target.value) ?? {};
    if (manifest !== undefined && framework === undefined && terminal.level !== 'silent' && !terminal.json)
      terminal.err(`Found ${target.value.label} in ${shownPath(cwd, manifest)}.\n`);
    const application = await findApplication(service.folder, target.value, entry);
    const output = await chooseOutput(asked, { folder: service.folder, application }, prompt);
    if ('diagnostics' in output) return output;
    chosen.push({ target: target.value, application, output: output.value });
  }
  return { value: chosen };
}

/** All services that were found, without a terminal; the one of the entry file, if that is given. */
async function chooseServices(
  { cwd, entry, framework }: Asked,
  targets: readonly TargetDetection[],
  prompt: Prompt | undefined,
): Promise<readonly Service<TargetDetection>[]> {
  const found = await detectServices(cwd, targets);
  // With a framework on the command line, the project itself need not name it.
  const services = framework !== undefined && found.every(({ folder }) => folder === cwd) ? [] : found;
  const own = entry === undefined ? services : services.filter(({ folder }) => isInside(folder, entry));
  if (own.length < 2 || prompt === undefined) return own;
  return prompt.chooseSeveral('Which of them should have the middleware?', own, ({ folder, found: targetsIn }) => {
    const labels = targetsIn.map(({ target }) => target.label).join(' or ');
    return `${shownPath(cwd, folder)} (${labels})`;
  });
}

function oneOutput(cwd: string, services: readonly Service<TargetDetection>[]): Diagnostic {
  const folders = services.map(({ folder }) => shownPath(cwd, folder));
  const help = `Leave out --output, or run \`npx mwgen init\` in ${folders.join(' or ')}.`;
  const detail = `--output is one folder, but there are ${services.length} services.`;
  return diagnostic('usage', { detail }, { help });
}

async function chooseTarget(
  cwd: string,
  { folder, found }: Service<TargetDetection>,
  targets: readonly TargetDetection[],
  prompt: Prompt | undefined,
): Promise<Choice<TargetDetection>> {
  const candidates = found.length === 0 ? targets : found.map(({ target }) => target);
  const [first] = candidates;
  if (first !== undefined && candidates.length === 1) return { value: first };
  const place = folder === cwd ? '' : ` in ${shownPath(cwd, folder)}`;
  if (prompt !== undefined)
    return { value: await prompt.choose(`Which framework do you use${place}?`, candidates, ({ label }) => label) };
  const list = candidates.map(({ name }) => name).join(', ');
  const what =
    found.length === 0 ? 'No supported framework was found.' : `More than one framework was found${place}: ${list}.`;
  return wrong(diagnostic('init-undecided', { what, flag: '--framework' }, { help: `One of: ${list}.` }));
}

async function chooseOutput(
  { cwd, output: asked }: Asked,
  { folder, application }: { readonly folder: string; readonly application: Application },
  prompt: Prompt | undefined,
): Promise<Choice<string>> {
  const proposed = proposedOutput(cwd, application.sources);
  const what = folder === cwd ? 'the generated code' : `the code for ${shownPath(cwd, folder)}`;
  const question = `Which folder should ${what} be in?`;
  const output = asked ?? (prompt === undefined ? proposed : await prompt.ask(question, proposed));
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

function wrong(found: Diagnostic): { diagnostics: readonly Diagnostic[] } {
  return { diagnostics: [found] };
}
