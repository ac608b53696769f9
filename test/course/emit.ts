import { languageNamed, type LanguageName } from '../../generator/languages/index.js';
import type { GeneratedFile } from '../../generator/languages/output.js';
import type { Plan } from '../../generator/plan/plan.js';
import type { TargetOf } from '../../generator/targets/target.js';

/** The files that a target makes of a plan. */
export async function emit<Name extends LanguageName>(
  target: TargetOf<Name>,
  plan: Plan,
  output: string,
): Promise<GeneratedFile[]> {
  const language = languageNamed[target.language];
  return language.emit(await target.emit(plan), { spec: plan.spec, output, settings: {} });
}
