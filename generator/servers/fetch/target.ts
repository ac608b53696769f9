import type { ModuleSet } from '../../languages/typescript/modules.js';
import type { Plan } from '../../plan/plan.js';
import type { FetchFrame } from './frame.js';

/** The part of a target that is the same for all frameworks of the Fetch API. Their frames are loaded on demand. */
export function onFetch(loadFrame: () => Promise<{ readonly frame: FetchFrame }>) {
  return {
    lacks: {},
    language: 'typescript',
    async emit(plan: Plan): Promise<ModuleSet> {
      const [{ emitFetch }, { frame }] = await Promise.all([import('./emit.js'), loadFrame()]);
      return emitFetch(plan, frame);
    },
  } as const;
}
