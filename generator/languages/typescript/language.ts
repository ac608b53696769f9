import type { Language } from '../language.js';
import type { ModuleSet } from './modules.js';
import { settingsFiles } from './project/settings-files.js';
import type { TypeScriptSettings } from './settings.js';

export const typescript: Language<ModuleSet, TypeScriptSettings> = {
  name: 'typescript',
  comment: '//',
  owns: (path) => /\.[cm]?tsx?$/.test(path),
  hashing: {
    async canonical(code) {
      const { canonicalTypeScript } = await import('./canonical.js');
      return canonicalTypeScript(code);
    },
    async former(code) {
      const { formerCanonicalTypeScript } = await import('./format.js');
      return formerCanonicalTypeScript(code);
    },
  },
  async emit(modules, options) {
    const { emitTypeScript } = await import('./emit.js');
    return emitTypeScript(modules, options);
  },
  mountSpecifier(output, { importExtension = '.js' }) {
    return indexSpecifier(output, importExtension);
  },
  async loadHooksSyntax() {
    const { typescriptHooks } = await import('./hooks-syntax.js');
    return typescriptHooks;
  },
  reserved: {
    // Reserved words of strict-mode JavaScript and of TypeScript.
    words: (
      'any arguments as async await break case catch class const continue debugger default delete do else enum eval export ' +
      'extends false finally for from function if implements import in instanceof interface let new null package private ' +
      'protected public return static super switch this throw true try type typeof undefined var void while with yield'
    ).split(' '),
    globals: (
      'atob btoa buffer console crypto fetch global globalThis module performance process queueMicrotask require ' +
      'setTimeout'
    ).split(' '),
    exported: ['registerMiddleware', 'withMiddleware'],
  },
  manifests: ['package.json'],
  settingsFiles,
  async openProject(disk) {
    const { openProject } = await import('./project/project.js');
    return openProject(disk);
  },
};

/** How a file next to an output folder imports its index module. */
export function indexSpecifier(output: string, extension: string): string {
  const name = output.split('/').at(-1) ?? '';
  const folder = name === '.' || name === '..' ? '' : `${name}/`;
  return `./${folder}index${extension}`;
}
