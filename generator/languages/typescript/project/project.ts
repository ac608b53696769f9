import type { Disk } from '../../disk.js';
import { UnreadableFile, type FoundSettings, type ProjectReader } from '../../project.js';
import { diagnostic, type Diagnostic } from '../../../diagnostics/diagnostic.js';
import type { TypeScriptSettings } from '../settings.js';
import { detectInCode, findApplication } from './application.js';
import { detect } from './detect.js';
import { importExtension } from './import-extension.js';
import { nearestPackageJson } from './package-json.js';
import { plainModules } from './plain-modules.js';
import { prettierOptions } from './prettier.js';
import { isForDeno } from './runtime-files.js';
import { readTsconfig } from './tsconfig.js';

/** Opens projects for inspection. `file` is the name of a generated file, whose layout can depend on it. */
export function openProject(disk: Disk, file = 'index.ts'): ProjectReader<TypeScriptSettings> {
  return {
    detect: (folder, targets) => detect(disk, folder, targets),
    detectInCode: (folder, targets) => detectInCode(disk, folder, targets),
    application: (folder, detection, entry) => findApplication(disk, folder, detection, entry),
    settings: (output, shown) => settings(disk, { output, file }, shown),
  };
}

/** The targets of the compiler whose library lacks members that generated code uses. */
const oldTargets = /^es(?:[3-6]|201[5-9])$/;

async function settings(
  disk: Disk,
  { output, file }: { readonly output: string; readonly file: string },
  shown: (path: string) => string,
): Promise<FoundSettings<TypeScriptSettings>> {
  const diagnostics: Diagnostic[] = [];
  const understood = <Value>(read: () => Value): Value | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      const path = shown(error.file);
      diagnostics.push(diagnostic(error.code, { path, detail: error.message }, { file: path }));
      return undefined;
    }
  };
  const tsconfig = understood(() => readTsconfig(disk, output));
  const manifest = understood(() => nearestPackageJson(disk, output));
  const isModule = manifest?.fields['type'] === 'module';
  const target = tsconfig?.options.target;
  if (target !== undefined && oldTargets.test(target)) {
    const path = shown(tsconfig?.files.at(0) ?? output);
    const help = 'Set `target`, or only `lib`, if the compiler does not know members of the standard library.';
    diagnostics.push(
      diagnostic('compiler-floor', { path, has: target.toUpperCase(), needs: 'ES2020' }, { file: path, help }),
    );
  }
  const prettier = await prettierOptions(disk, output, file, shown);
  return {
    settings: {
      importExtension: importExtension(tsconfig?.options, isModule, isForDeno(disk, output)),
      prettier: prettier.options,
      plainModules: plainModules(disk, manifest),
    },
    further: tsconfig === undefined ? [] : [...tsconfig.files],
    repeatable: prettier.repeatable,
    diagnostics: [...diagnostics, ...prettier.diagnostics],
  };
}
