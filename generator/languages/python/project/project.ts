import type { Disk } from '../../disk.js';
import type { ProjectReader } from '../../project.js';
import type { PythonSettings } from '../settings.js';
import { detectInCode, findApplication } from './application.js';
import { detect } from './detect.js';
import { checkVersions } from './floor.js';
import { ruffSettings } from './ruff-settings.js';

/** Opens Python projects for inspection. */
export function openProject(disk: Disk): ProjectReader<PythonSettings> {
  return {
    detect: (folder, targets) => detect(disk, folder, targets),
    detectInCode: (folder, targets) => detectInCode(disk, folder, targets),
    application: (folder, { packages = [] }, entry) => findApplication(disk, folder, packages, entry),
    settings(output, shown) {
      const { settings, files } = ruffSettings(disk, output);
      const versions = checkVersions(disk, output, shown);
      return Promise.resolve({
        settings: { ruff: { ...settings } },
        further: [...files, ...(versions.file === undefined ? [] : [versions.file])],
        repeatable: true,
        diagnostics: versions.diagnostics,
      });
    },
  };
}
