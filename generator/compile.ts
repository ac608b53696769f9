/**
 * The compiler on one screen: text and settings in, files and diagnostics out. Pure: it touches no disk, no clock, no environment;
 * templates come as data.
 */
import { diagnostic } from './diagnostics/diagnostic.js';
import type { Diagnostic } from './diagnostics/diagnostic.js';
import { languageNamed, type LanguageName, type TargetSettings } from './languages/index.js';
import type { EmitOptions } from './languages/language.js';
import type { GeneratedFile, MountLines } from './languages/output.js';
import type { Plan } from './plan/plan.js';
import { readSpec } from './spec/read-spec.js';
import type { TargetRequest } from './spec/read-spec.js';
import { targets } from './targets/index.js';
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
  /** The lines that mount it, for people to paste. */
  readonly mount: MountLines;
}

export interface CompileResult {
  /** Absent where the spec has errors. */
  readonly plan?: Plan;
  /** Empty where the spec has errors. */
  readonly targets: readonly TargetOutput[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompileOptions {
  /** The spec's name, in messages and in the headers of files. */
  readonly file: string;
  /** Gathers what an output depends on besides the spec. Not called for a spec with errors. */
  readonly settings: (target: SettingsRequest) => TargetSettings | Promise<TargetSettings>;
  /** What code is made of. */
  readonly templates: TemplateReader;
}

/** The target that settings are asked for. */
export interface SettingsRequest extends TargetRequest {
  readonly language: string;
}

/** Compiles a spec: parse, check, plan, emit. All that is wrong with it is in the diagnostics; nothing is thrown for it. */
export async function compile(text: string, { file, settings, templates }: CompileOptions): Promise<CompileResult> {
  const read = readSpec(text, { file, frameworks: targets.map(({ name }) => name), languageOf });
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
  for (const { request, target } of requests) {
    const options = {
      spec: plan.spec,
      output: request.output,
      settings: await settings({ ...request, language: target.language }),
    };
    outputs.push({ framework: target.name, output: request.output, ...(await emitTarget(target, plan, options)) });
  }
  return { plan, targets: outputs, diagnostics };
}

async function emitTarget<Name extends LanguageName>(
  target: TargetOf<Name>,
  plan: Plan,
  options: EmitOptions<TargetSettings>,
): Promise<Pick<TargetOutput, 'files' | 'mount'>> {
  const language = languageNamed[target.language];
  const files = await language.emit(await target.emit(plan), options);
  return { files, mount: target.mount(language.mountSpecifier(options.output, options.settings)) };
}

function languageOf(framework: string): string {
  return targets.find(({ name }) => name === framework)?.language ?? framework;
}

/** What the spec asks for and the target cannot do. */
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
