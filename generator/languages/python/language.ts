import type { Language } from '../language.js';
import type { PythonModules } from './emit.js';
import { ruffFileNames } from './project/ruff-file-names.js';
import type { PythonSettings } from './settings.js';

export const python: Language<PythonModules, PythonSettings> = {
  name: 'python',
  comment: '#',
  owns: (path) => path.endsWith('.py'),
  hashing: {
    async canonical(code) {
      const { canonicalPython } = await import('./canonical.js');
      return canonicalPython(code);
    },
    async former(code) {
      const { formerCanonicalPython } = await import('./format.js');
      return formerCanonicalPython(code);
    },
  },
  async emit(modules, options) {
    const { emitPython } = await import('./emit.js');
    return emitPython(modules, options);
  },
  mountSpecifier: (output) => modulePath(output),
  async loadHooksSyntax() {
    const { pythonHooks } = await import('./hooks-syntax.js');
    return pythonHooks;
  },
  reserved: {
    words: (
      'and as assert async await break case class continue def del elif else except false finally for from global if import ' +
      'in is lambda match none nonlocal not or pass print raise return self true try type while with yield'
    ).split(' '),
    globals: [],
    exported: ['registerMiddleware'],
  },
  manifests: ['pyproject.toml'],
  settingsFiles: ruffFileNames.map((name) => ({ name })),
  async openProject(disk) {
    const { openProject } = await import('./project/project.js');
    return openProject(disk);
  },
};

/** The name of the package in an output folder, as seen from the folder that outputs are relative to. */
function modulePath(output: string): string {
  const parts = output.split('/').filter((part) => part !== '..');
  return parts.length === 0 ? '.' : parts.join('.');
}
