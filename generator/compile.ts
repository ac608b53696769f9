/**
 * The compiler on one screen: text and settings in, files and diagnostics out. It is pure: it does not access the disk,
 * the clock or the environment, and receives the templates as data.
 */
import { isDeepStrictEqual } from 'node:util';
import { diagnostic } from './diagnostics/diagnostic.js';
import type { Diagnostic } from './diagnostics/diagnostic.js';
import { writtenIn, type LanguageName, type TargetSettings } from './languages/index.js';
import type { GeneratedFile, MountLines } from './languages/output.js';
import { assignIdOf, optionsOf } from './plan/facts.js';
import type { Plan } from './plan/plan.js';
import { readSpec } from './spec/read-spec.js';
import type { TargetRequest } from './spec/read-spec.js';
import { knownFrameworks, targets } from './targets/index.js';
import type { Target, TargetOf } from './targets/target.js';

import type { TemplateReader } from './templates.js';

export type { TargetSettings } from './languages/index.js';
export type { GeneratedFile, MountLines } from './languages/output.js';
export type { TemplateReader } from './templates.js';

export interface TargetOutput {
  readonly framework: string;
  /** The output folder, relative to the spec's folder. */
  readonly output: string;
  readonly files: readonly GeneratedFile[];
  /** The lines that mount the output, shown to the user. */
  readonly mount: MountLines;
}

export interface CompileResult {
  /** Absent if the spec has errors. */
  readonly plan?: Plan;
  /** Empty if the spec has errors. */
  readonly targets: readonly TargetOutput[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompileOptions {
  /** The name of the spec in messages and file headers. */
  readonly file: string;
  /** Reads the settings of the project that affect an output. Not called if the spec has errors. */
  readonly settings: (target: SettingsRequest) => TargetSettings | Promise<TargetSettings>;
  /** The templates and helper sources. */
  readonly templates: TemplateReader;
}

/** The target for which settings are requested. */
export interface SettingsRequest extends TargetRequest {
  /** The language of the target. */
  readonly language: string;
}

/** Compiles a spec: parse, check, plan, emit. Problems of the spec are returned as diagnostics and never thrown. */
export async function compile(text: string, { file, settings, templates }: CompileOptions): Promise<CompileResult> {
  const read = readSpec(text, { file, ...knownFrameworks });
  const { plan } = read;
  if (plan === undefined) return { targets: [], diagnostics: read.diagnostics };
  const requests = read.targets.flatMap((request) =>
    targets.filter(({ name }) => name === request.framework).map((target) => ({ request, target })),
  );
  const diagnostics = [
    ...read.diagnostics,
    ...requests.flatMap(({ target }) => missingAbilities(plan, target, file, read.locate)),
  ];
  if (diagnostics.some(({ severity }) => severity === 'error')) return { plan, targets: [], diagnostics };
  const { useTemplates } = await import('./templates.js');
  useTemplates(templates);
  const outputs: TargetOutput[] = [];
  const emitted: Emission[] = [];
  for (const { request, target } of requests) {
    const { framework, output, form } = request;
    const found = await settings({ ...request, language: target.language });
    const own = form === undefined ? found : { ...found, form };
    const same = emitted.find((one) => one.target === target && isDeepStrictEqual(one.settings, own));
    const emission = same ?? { target, settings: own, files: await emitTarget(target, plan, own) };
    if (same === undefined) emitted.push(emission);
    const files = emission.files.map((one) => (output === '.' ? one : { ...one, path: `${output}/${one.path}` }));
    outputs.push({ framework, output, files, mount: await mountLines(target, plan, output, own) });
  }
  return { plan, targets: outputs, diagnostics };
}

/** The files of one or several outputs for a framework, relative to the output folder. */
interface Emission {
  readonly target: Target;
  readonly settings: TargetSettings;
  readonly files: readonly GeneratedFile[];
}

async function emitTarget<Name extends LanguageName>(
  target: TargetOf<Name>,
  plan: Plan,
  settings: TargetSettings,
): Promise<GeneratedFile[]> {
  const modules = await target.emit(plan);
  return writtenIn(target.language, settings.form).emit(modules, { spec: plan.spec, settings });
}

async function mountLines(target: Target, plan: Plan, output: string, settings: TargetSettings): Promise<MountLines> {
  const language = writtenIn(target.language, settings.form);
  const isIdentified = plan.middleware.some((middleware) => assignIdOf(middleware) !== undefined);
  const needsOnCapture = plan.middleware.some((middleware) => optionsOf(middleware).includes('onCapture'));
  const usual = target.mount(language.mountSpecifier(output, settings), { isIdentified, needsOnCapture });
  const mount = (await language.mountLines?.(usual, settings)) ?? usual;
  return isIdentified ? { ...mount, requestId: target.idAccess('requestId') } : mount;
}

/** Reports the capabilities that the spec requires and the target lacks. */
function missingAbilities(
  plan: Plan,
  target: Target,
  file: string,
  locate: ReturnType<typeof readSpec>['locate'],
): Diagnostic[] {
  return plan.middleware.flatMap(({ demands }) =>
    demands.flatMap(({ capability, path }) => {
      const reason = target.lacks[capability];
      const range = locate(path);
      return reason === undefined
        ? []
        : [
            diagnostic(
              'unsupported',
              { framework: target.label, reason },
              { file, ...(range === undefined ? {} : { range }) },
            ),
          ];
    }),
  );
}
