/** Whether a project has types. */
import { join } from 'node:path';
import type { Disk } from '../../disk.js';
import { nearestFolder } from '../../folders.js';
import { UnreadableFile } from '../../project.js';
import { dependencyNames } from './detect.js';
import { packageJsonsUp } from './package-json.js';
import { isForDeno } from './runtime-files.js';
import { typescriptPackage } from './settings-files.js';

/**
 * Whether a folder is in a project that cannot run TypeScript: it has a package.json, but neither a tsconfig.json nor
 * TypeScript among its packages. Deno runs TypeScript itself.
 */
export function isWithoutTypes(disk: Disk, folder: string): boolean {
  if (nearestFolder(folder, (candidate) => disk.isFile(join(candidate, 'tsconfig.json'))) !== undefined) return false;
  try {
    const manifests = [...packageJsonsUp(disk, folder)];
    const isNamed = manifests.some((manifest) => dependencyNames(manifest).has(typescriptPackage));
    return manifests.length > 0 && !isNamed && !isForDeno(disk, folder);
  } catch (error) {
    // Reading the settings reports a file that cannot be parsed.
    if (error instanceof UnreadableFile) return false;
    throw error;
  }
}
