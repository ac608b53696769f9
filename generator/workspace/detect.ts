/**
 * Detects the frameworks of a project and of the services in it, from the manifests of each language, from files of its
 * runtime, or from its code.
 */
import { join } from 'node:path';
import { namesIn } from '../languages/disk.js';
import { foldersUp, isInside } from '../languages/folders.js';
import { languages } from '../languages/index.js';
import { firstFound, type DetectedTarget, type TargetDetection } from '../languages/project.js';
import { findApplication } from './application.js';
import { disk } from './disk.js';
import { visitFolders } from './find-specs.js';
import { packageFolder } from './project-root.js';

/** A part of a repository with an application of its own. */
export interface Service<Target extends TargetDetection> {
  /** Absolute. */
  readonly folder: string;
  /** In the order of the list; more than one if its manifests name several. */
  readonly found: readonly DetectedTarget<Target>[];
}

/**
 * The services of a project: itself, if its manifests or files indicate a target, or else the folders below it with
 * manifests of their own, as in a workspace, or else itself again, by its code. None of them has no target.
 */
export async function detectServices<Target extends TargetDetection>(
  folder: string,
  targets: readonly Target[],
): Promise<Service<Target>[]> {
  const own = await usedIn(folder, await indicated(folder, targets));
  if (own.length > 0) return [{ folder, found: own }];
  const below = await servicesBelow(folder, targets);
  if (below.length > 0) return below;
  const byCode = await inCode(folder, targets);
  return byCode.length > 0 ? [{ folder, found: byCode }] : [];
}

/**
 * The targets that a package uses. What only the manifests above its own name may be for other packages, so its code must
 * create an application.
 */
async function usedIn<Target extends TargetDetection>(
  folder: string,
  found: readonly DetectedTarget<Target>[],
): Promise<DetectedTarget<Target>[]> {
  const home = packageFolder(folder);
  const used: DetectedTarget<Target>[] = [];
  for (const one of found) {
    const isOwn = home === undefined || isInside(home, one.manifest);
    if (isOwn || (await findApplication(folder, one.target)).isMadeInEntry) used.push(one);
  }
  return used;
}

/** The service that an output belongs to: the nearest folder above it, in the project, where the target is indicated. */
export async function serviceOf(project: string, output: string, target: TargetDetection): Promise<string> {
  if (!isInside(project, output)) return project;
  const [found] = await indicated(output, [target]);
  const home = found && foldersUp(output).find((folder) => isInside(folder, found.manifest));
  return home !== undefined && isInside(project, home) ? home : project;
}

/** The targets of one project, without those of other services in it. */
export async function detectTargets<Target extends TargetDetection>(
  folder: string,
  targets: readonly Target[],
): Promise<DetectedTarget<Target>[]> {
  const found = await indicated(folder, targets);
  return found.length > 0 ? found : inCode(folder, targets);
}

/** The targets in the nearest manifest that names any of them, for each language, or else those indicated by files. */
async function indicated<Target extends TargetDetection>(
  folder: string,
  targets: readonly Target[],
): Promise<DetectedTarget<Target>[]> {
  const named = await inManifests(folder, targets);
  return named.length > 0 ? named : byFile(foldersUp(folder), targets);
}

async function inManifests<Target extends TargetDetection>(
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
  return named.filter(({ target }, index) => named.findIndex((other) => other.target === target) === index);
}

/**
 * The folders below that are services, without those inside other services. Packages that name a framework and create no
 * application are libraries, unless there is nothing else.
 */
async function servicesBelow<Target extends TargetDetection>(
  root: string,
  targets: readonly Target[],
): Promise<Service<Target>[]> {
  const folders: string[] = [];
  visitFolders(root, (folder) => {
    if (folder !== root) folders.push(folder);
  });
  const services: Service<Target>[] = [];
  const libraries: Service<Target>[] = [];
  for (const folder of folders) {
    if (services.some((service) => isInside(service.folder, folder))) continue;
    const named = (await inManifests(folder, targets)).filter(({ manifest }) => isInside(folder, manifest));
    const made: DetectedTarget<Target>[] = [];
    for (const one of named) if ((await findApplication(folder, one.target)).isMadeInEntry) made.push(one);
    const found = made.length > 0 ? made : named.length > 0 ? [] : byFile([folder], targets);
    if (found.length > 0) services.push({ folder, found });
    else if (named.length > 0) libraries.push({ folder, found: named });
  }
  return services.length > 0 ? services : libraries;
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

/** The targets indicated by files in the first of some folders that has such files. */
function byFile<Target extends TargetDetection>(
  folders: readonly string[],
  targets: readonly Target[],
): DetectedTarget<Target>[] {
  return firstFound(folders, (candidate) => {
    const present = namesIn(disk, candidate);
    return targets.flatMap((target) => {
      const file = target.detect.files?.find((name) => present.includes(name));
      return file === undefined ? [] : [{ target, manifest: join(candidate, file) }];
    });
  });
}
