/** Whether a project has types, and how Node loads its files that have none. */
import type { Disk } from '../../disk.js';
import { nearestFolder } from '../../folders.js';
import { join } from 'node:path';
import { UnreadableFile } from '../../project.js';
import type { PlainModules } from '../settings.js';
import { startedFiles } from './application.js';
import { dependencyNames } from './detect.js';
import { packageJsonsUp, type PackageJson } from './package-json.js';
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

/**
 * Files are what the nearest package.json says, unless the application is started from a file whose name says something
 * else: ES modules cannot be required everywhere, and a project of ES modules should not get others.
 */
export function plainModules(disk: Disk, manifest: PackageJson | undefined): PlainModules {
  const isModule = manifest?.fields['type'] === 'module';
  const [started = ''] = manifest === undefined ? [] : startedFiles(disk, manifest);
  if (isModule && started.endsWith('.cjs')) return { isCommonJs: true, extension: '.cjs' };
  if (!isModule && started.endsWith('.mjs')) return { isCommonJs: false, extension: '.mjs' };
  return { isCommonJs: !isModule, extension: '.js' };
}
