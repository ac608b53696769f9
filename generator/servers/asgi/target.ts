import type { MountLines, RequestIdAccess } from '../../languages/output.js';
import type { PythonModules } from '../../languages/python/emit.js';
import type { Plan } from '../../plan/plan.js';
import type { AsgiFrame } from './frame.js';

/** The part of a target that is the same for all frameworks on ASGI. Their frames are loaded on demand. */
export function onAsgi(loadFrame: () => Promise<{ readonly frame: AsgiFrame }>) {
  return {
    lacks: {},
    language: 'python',
    async emit(plan: Plan): Promise<PythonModules> {
      const [{ emitAsgi }, { frame }] = await Promise.all([import('./emit.js'), loadFrame()]);
      return emitAsgi(plan, frame);
    },
    idAccess: (): RequestIdAccess => ({ expression: 'request.state.request_id' }),
    mount: (module: string, { needsOnCapture }: { readonly needsOnCapture: boolean }): MountLines => ({
      importLine: `from ${module} import ${needsOnCapture ? 'MiddlewareOptions, ' : ''}register_middleware`,
      callLine: needsOnCapture
        ? 'register_middleware(app, MiddlewareOptions(on_capture=print))'
        : 'register_middleware(app)',
      place: 'before the routes',
    }),
  } as const;
}
