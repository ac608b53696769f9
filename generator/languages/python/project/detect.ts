/** Finds the frameworks that a project's manifests name. */
import { join } from 'node:path';
import { namesIn, textOf, type Disk } from '../../disk.js';
import { foldersUp } from '../../folders.js';
import { firstFound, type DetectedTarget, type TargetDetection } from '../../project.js';

/** The targets in the manifests of the nearest folder where these name any. */
export function detect<Target extends TargetDetection>(
  disk: Disk,
  folder: string,
  targets: readonly Target[],
): DetectedTarget<Target>[] {
  return firstFound(foldersUp(folder), (candidate) =>
    manifestsIn(disk, candidate).flatMap((manifest) => {
      const text = textOf(disk, manifest);
      const isNamed = (name: string): boolean => names(text, name);
      return targets
        .filter((target) => target.detect.packages?.some(isNamed))
        .filter((target) => target.detect.packagesWithin?.some(isNamed) !== true)
        .map((target) => ({ target, manifest }));
    }),
  );
}

const manifests = /^(?:pyproject\.toml|requirements.*\.(?:txt|in)|setup\.(?:py|cfg)|Pipfile|environment\.ya?ml)$/;

/** Manifests come before lock files, which also list indirect dependencies. */
function manifestsIn(disk: Disk, folder: string): string[] {
  const present = namesIn(disk, folder);
  const asked = present.filter((name) => manifests.test(name));
  const split = namesIn(disk, join(folder, 'requirements')).filter((name) => /\.(?:txt|in)$/.test(name));
  const locked = present.filter((name) => /^(?:uv|poetry|pdm|Pipfile)\.lock$/.test(name));
  return [...asked, ...split.map((name) => join('requirements', name)), ...locked].map((name) => join(folder, name));
}

/**
 * Whether a text contains a requirement for a package, on its own line or in quotes. Names are normalised as pip does.
 */
function names(text: string, name: string): boolean {
  const pattern = name.replace(/[-_.]+/g, '[-_.]+');
  return new RegExp(`(?:^[\\s-]*|["'])${pattern}\\s*(?:["'\\[=<>~!@;,\\s]|$)`, 'im').test(text);
}
