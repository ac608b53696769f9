import type { Disk } from '../../disk.js';
import type { ProjectReader } from '../../project.js';
import type { PythonSettings } from '../settings.js';
import { findApplication } from './application.js';
import { detect } from './detect.js';
import { versionFault } from './floor.js';
import { ruffSettings } from './ruff-settings.js';

/** Opens Python projects for inspection. */
export function openProject(disk: Disk): ProjectReader<PythonSettings> {
  return {
    detect: (folder, targets) => detect(disk, folder, targets),
    detectInCode: () => [],
    application: (folder, { packages = [] }, entry) => findApplication(disk, folder, packages, entry),
    settings: (output, shown) =>
      Promise.resolve({
        settings: { ruff: { ...ruffSettings(disk, output) } },
        further: [],
        repeatable: true,
        diagnostics: versionFault(disk, output, shown),
      }),
  };
}
