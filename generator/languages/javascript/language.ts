import type { Language } from '../language.js';
import type { ModuleSet } from '../typescript/modules.js';
import { indexSpecifier, typescript } from '../typescript/language.js';
import type { TypeScriptSettings } from '../typescript/settings.js';

/** JavaScript: what is generated for TypeScript, without its types. */
export const javascript: Language<ModuleSet, TypeScriptSettings> = {
  name: 'javascript',
  formOf: typescript.name,
  comment: '//',
  owns: (path) => /\.[cm]?jsx?$/.test(path),
  hashing: { canonical: typescript.hashing.canonical },
  async emit(modules, options) {
    const { emitJavaScript } = await import('./emit.js');
    return emitJavaScript(modules, options);
  },
  mountSpecifier: (output, settings) => indexSpecifier(output, extensionOf(settings)),
  async mountLines(mount, settings) {
    if (!isCommonJs(settings)) return mount;
    const { asRequire } = await import('../typescript/project/mount.js');
    return { ...mount, importLine: asRequire(mount.importLine) };
  },
  async loadHooksSyntax() {
    const { javascriptHooks } = await import('./hooks-syntax.js');
    return javascriptHooks;
  },
  reserved: typescript.reserved,
  manifests: [],
  settingsFiles: [],
  async openProject(disk) {
    const { openProject } = await import('../typescript/project/project.js');
    const { isWithoutTypes } = await import('../typescript/project/types.js');
    return { ...openProject(disk, 'index.js'), usesForm: (folder) => isWithoutTypes(disk, folder) };
  },
};

/** What the names of files end with. */
export function extensionOf({ plainModules }: TypeScriptSettings): '.js' | '.mjs' | '.cjs' {
  return plainModules?.extension ?? '.js';
}

/** Whether files are CommonJS instead of ES modules. */
export function isCommonJs({ plainModules }: TypeScriptSettings): boolean {
  return plainModules?.isCommonJs ?? false;
}
