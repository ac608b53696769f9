/** Which framework a project uses: told by the manifests of each language, or else by files that stand for one. */
import { join } from 'node:path';
import { namesIn } from '../languages/disk.js';
import { foldersUp } from '../languages/folders.js';
import { languages } from '../languages/index.js';
import { firstFound, type DetectedTarget, type TargetDetection } from '../languages/project.js';
import { disk } from './disk.js';

/** The targets that the nearest manifest with any of them names, in each language in turn. */
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
  const found = named.length > 0 ? named : byFile(folder, targets);
  return found.filter(({ target }, index) => found.findIndex((other) => other.target === target) === index);
}

/** The folders of a project of many packages that use one of the targets, relative to it: where to go when it has none itself. */
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

/** The targets that a file in the nearest folder with any such file stands for. */
function byFile<Target extends TargetDetection>(folder: string, targets: readonly Target[]): DetectedTarget<Target>[] {
  return firstFound(foldersUp(folder), (candidate) => {
    const present = namesIn(disk, candidate);
    return targets.flatMap((target) => {
      const file = target.detect.files?.find((name) => present.includes(name));
      return file === undefined ? [] : [{ target, manifest: join(candidate, file) }];
    });
  });
}
