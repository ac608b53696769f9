import type { MountLines } from '../../languages/output.js';
import type { ModuleSet } from '../../languages/typescript/modules.js';
import type { Plan } from '../../plan/plan.js';
import type { NodeFrame } from './frame.js';

interface NodeTarget {
  /** Loads the frame on demand. */
  readonly frame: () => Promise<{ readonly frame: NodeFrame }>;
  /** Where to insert the mount lines in the application: `before the routes`. */
  readonly place: string;
}

/** The part of a target that is the same for all frameworks on Node's HTTP server. */
export function onNode({ frame: loadFrame, place }: NodeTarget) {
  return {
    lacks: {},
    language: 'typescript',
    async emit(plan: Plan): Promise<ModuleSet> {
      const [{ emitNode }, { frame }] = await Promise.all([import('./emit.js'), loadFrame()]);
      return emitNode(plan, frame);
    },
    mount: (specifier: string): MountLines => ({
      importLine: `import { registerMiddleware } from '${specifier}';`,
      callLine: 'registerMiddleware(app);',
      place,
    }),
  } as const;
}
