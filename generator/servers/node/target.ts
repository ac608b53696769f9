import type { MountLines } from '../../languages/output.js';
import { requiredOptions, type MountFacts } from '../typescript/required-options.js';
import type { ModuleSet } from '../../languages/typescript/modules.js';
import type { Plan } from '../../plan/plan.js';
import type { NodeFrame } from './frame.js';

/** The part of a target that is the same for all frameworks on Node's HTTP server. Their frames are loaded on demand. */
export function onNode(loadFrame: () => Promise<{ readonly frame: NodeFrame }>) {
  return {
    lacks: {},
    language: 'typescript',
    async emit(plan: Plan): Promise<ModuleSet> {
      const [{ emitNode }, { frame }] = await Promise.all([import('./emit.js'), loadFrame()]);
      return emitNode(plan, frame);
    },
  } as const;
}

/** The lines that register middleware on an application; `place` is where to insert them: `before the routes`. */
export function registeredOnApp(place: string): TargetMount {
  return (specifier, facts) => ({
    importLine: `import { registerMiddleware } from '${specifier}';`,
    callLine: `registerMiddleware(app${requiredOptions(facts)});`,
    place,
  });
}

type TargetMount = (specifier: string, facts: MountFacts) => MountLines;
