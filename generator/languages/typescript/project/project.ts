import type { Disk } from '../../disk.js';
import { UnreadableFile, type FoundSettings, type ProjectReader } from '../../project.js';
import { diagnostic, type Diagnostic } from '../../../diagnostics/diagnostic.js';
import type { TypeScriptSettings } from '../settings.js';
import { detectInCode, findApplication } from './application.js';
import { detect, packagesWith } from './detect.js';
import { importExtension } from './import-extension.js';
import { nearestPackageJson } from './package-json.js';
import { prettierOptions } from './prettier.js';
import { isForDeno } from './runtime-files.js';
import { readTsconfig } from './tsconfig.js';

/** Opens TypeScript and JavaScript projects for inspection. */
export function openProject(disk: Disk): ProjectReader<TypeScriptSettings> {
  return {
    detect: (folder, targets) => detect(disk, folder, targets),
    packagesWith: (folder, targets) => packagesWith(disk, folder, targets),
    detectInCode: (folder, targets) => detectInCode(disk, folder, targets),
    application: (folder, detection) => findApplication(disk, folder, detection),
    settings: (output, shown) => settings(disk, output, shown),
  };
}

async function settings(
  disk: Disk,
  output: string,
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
  const isModule = understood(() => nearestPackageJson(disk, output)?.fields['type'] === 'module');
  const prettier = await prettierOptions(disk, output, shown);
  return {
    settings: {
      importExtension: importExtension(tsconfig?.options, isModule === true, isForDeno(disk, output)),
      prettier: prettier.options,
    },
    further: tsconfig === undefined ? [] : [...tsconfig.files],
    repeatable: prettier.repeatable,
    diagnostics: [...diagnostics, ...prettier.diagnostics],
  };
}
