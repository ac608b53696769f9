/** Detects the framework of a project from the manifests of each language, from files of its runtime, or from its code. */
import { join } from 'node:path';
import { namesIn } from '../languages/disk.js';
import { foldersUp } from '../languages/folders.js';
import { languages } from '../languages/index.js';
import { firstFound, type DetectedTarget, type TargetDetection } from '../languages/project.js';
import { disk } from './disk.js';

/** The targets in the nearest manifest that names any of them, for each language. */
export async function detectTargets<Target extends TargetDetection>(
  folder: string,
  targets: readonly Target[],
): Promise<DetectedTarget<Target>[]> {
  const named: DetectedTarget<Target>[] = [];
  for (const { name, openProject } of languages) {
    const project = await openProject(disk);
    named.push(
      ...project.detect(
        folder,
        targets.filter(({ language }) => language === name),
      ),
    );
  }
  const indicated = named.length > 0 ? named : byFile(folder, targets);
  const found = indicated.length > 0 ? indicated : await inCode(folder, targets);
  return found.filter(({ target }, index) => found.findIndex((other) => other.target === target) === index);
}

/**
 * The packages of a monorepo that use one of the targets, as relative paths. Suggested if the folder itself has none.
 */
export async function packagesWith(folder: string, targets: readonly TargetDetection[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name, openProject } of languages) {
    const project = await openProject(disk);
    found.push(
      ...project.packagesWith(
        folder,
        targets.filter(({ language }) => language === name),
      ),
    );
  }
  return found;
}

/** The targets indicated by the code of the project. */
async function inCode<Target extends TargetDetection>(
  folder: string,
  targets: readonly Target[],
): Promise<DetectedTarget<Target>[]> {
  const found: DetectedTarget<Target>[] = [];
  for (const { name, openProject } of languages) {
    const project = await openProject(disk);
    found.push(
      ...project.detectInCode(
        folder,
        targets.filter(({ language }) => language === name),
      ),
    );
  }
  return found;
}

/** The targets indicated by files in the nearest folder that has such files. */
function byFile<Target extends TargetDetection>(folder: string, targets: readonly Target[]): DetectedTarget<Target>[] {
  return firstFound(foldersUp(folder), (candidate) => {
    const present = namesIn(disk, candidate);
    return targets.flatMap((target) => {
      const file = target.detect.files?.find((name) => present.includes(name));
      return file === undefined ? [] : [{ target, manifest: join(candidate, file) }];
    });
  });
}
