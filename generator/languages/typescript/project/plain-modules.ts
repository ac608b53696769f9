/** How Node loads the files of a project that have no types. */
import type { Disk } from '../../disk.js';
import type { PlainModules } from '../settings.js';
import { startedFiles } from './application.js';
import type { PackageJson } from './package-json.js';

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
