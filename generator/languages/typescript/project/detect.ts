/** Finds the frameworks that a project's package.json files and Deno import maps name. */
import { join } from 'node:path';
import { textOf, type Disk } from '../../disk.js';
import { foldersUp } from '../../folders.js';
import { asObject, parseJsonc } from '../../jsonc.js';
import { firstFound, type DetectedTarget, type TargetDetection } from '../../project.js';
import { packageJsonsUp, type PackageJson } from './package-json.js';
import { denoFileNames, dependencyFields } from './settings-files.js';

/** The targets in the nearest package.json, and in the nearest import map, that name any. */
export function detect<Target extends TargetDetection>(
  disk: Disk,
  folder: string,
  targets: readonly Target[],
): DetectedTarget<Target>[] {
  const among = (names: ReadonlySet<string>, manifest: string): DetectedTarget<Target>[] =>
    targets
      .filter((target) => target.detect.packages?.some((name) => names.has(name)))
      .filter((target) => target.detect.packagesWithin?.some((name) => names.has(name)) !== true)
      .map((target) => ({ target, manifest }));
  return [
    ...firstFound(packageJsonsUp(disk, folder), (manifest) => among(dependencyNames(manifest), manifest.path)),
    ...firstFound(foldersUp(folder), (candidate) =>
      denoManifests(disk, candidate).flatMap((manifest) => among(denoImports(disk, manifest), manifest)),
    ),
  ];
}

/** The packages that a package.json names. */
export function dependencyNames({ fields }: PackageJson): Set<string> {
  return new Set(dependencyFields.flatMap((kind) => Object.keys(asObject(fields[kind]))));
}

function denoManifests(disk: Disk, folder: string): string[] {
  return denoFileNames.map((name) => join(folder, name)).filter(disk.isFile);
}

/** The packages in an import map: npm packages by their name, and JSR packages by the last part of theirs. */
function denoImports(disk: Disk, manifest: string): Set<string> {
  try {
    const fields = asObject(parseJsonc(textOf(disk, manifest)));
    const sources = Object.values(asObject(fields['imports'])).filter((source) => typeof source === 'string');
    return new Set(
      sources.flatMap(
        (source) => /^(?:npm:\/?((?:@[^/]+\/)?[^@/]+)|jsr:\/?@[^/]+\/([^@/]+))/.exec(source)?.slice(1) ?? [],
      ),
    );
  } catch {
    return new Set();
  }
}
