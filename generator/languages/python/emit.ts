import { signFile } from '../header.js';
import type { EmitOptions } from '../language.js';
import type { GeneratedFile } from '../output.js';
import { canonicalPython } from './canonical.js';
import { formatPython } from './format.js';
import { linkPython } from './modules.js';
import { nameSymbols } from './names.js';
import type { PythonDraft, PythonExternals } from './modules.js';
import type { PythonSettings } from './settings.js';
import { specialisePython } from './specialise/specialise.js';
import type { PythonKnowledge } from './specialise/specialise.js';

export interface PythonModules {
  readonly drafts: readonly PythonDraft[];
  /** Modules that are created once and then belong to the user, with the definitions that other modules need. */
  readonly stubs: ReadonlyMap<string, readonly string[]>;
  readonly externals: PythonExternals;
  /** What the plan determines about the helpers. */
  readonly knowledge: PythonKnowledge;
}

/** Specialises the helpers, and links, formats and signs the modules of an output. */
export async function emitPython(
  { drafts, stubs, externals, knowledge }: PythonModules,
  { spec, settings }: EmitOptions<PythonSettings>,
): Promise<GeneratedFile[]> {
  const ruff = settings.ruff ?? {};
  const files: GeneratedFile[] = [];
  const linked = linkPython(specialisePython(nameSymbols(drafts), knowledge), externals, stubs.keys());
  for (const [name, code] of [...linked].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const formatted = formatPython(code, ruff);
    const requiredExports = stubs.get(name);
    files.push({
      path: `${name}.py`,
      ...(requiredExports === undefined
        ? {
            text: await signFile(formatted, { spec, comment: '#', canonical: canonicalPython }),
            ownership: 'generated',
          }
        : { text: formatted, ownership: 'once', requiredExports }),
    });
  }
  return files;
}
