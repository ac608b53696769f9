import { emitPython } from '../../generator/languages/python/emit.js';
import { emitTypeScript } from '../../generator/languages/typescript/emit.js';
import type { GeneratedFile } from '../../generator/languages/output.js';
import type { Plan } from '../../generator/plan/plan.js';
import type { Target } from '../../generator/targets/target.js';

/** The files that a target makes of a plan. */
export async function emit(target: Target, plan: Plan, output: string): Promise<GeneratedFile[]> {
  const options = { spec: plan.spec, output, settings: { importExtension: '.js', prettier: {} } } as const;
  return target.language === 'python'
    ? emitPython(await target.emit(plan), options)
    : emitTypeScript(await target.emit(plan), options);
}
