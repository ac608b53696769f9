import { languageNamed, type LanguageName } from '../../generator/languages/index.js';
import type { GeneratedFile } from '../../generator/languages/output.js';
import type { Plan } from '../../generator/plan/plan.js';
import type { TargetOf } from '../../generator/targets/target.js';
import { useTemplates } from '../../generator/templates.js';
import { packageTemplates } from '../../generator/workspace/package-templates.js';

/** The files that a target generates from a plan. */
export async function emit<Name extends LanguageName>(
  target: TargetOf<Name>,
  plan: Plan,
  output: string,
): Promise<GeneratedFile[]> {
  useTemplates(packageTemplates);
  const language = languageNamed[target.language];
  const files = await language.emit(await target.emit(plan), { spec: plan.spec, settings: {} });
  return files.map((file) => ({ ...file, path: `${output}/${file.path}` }));
}
