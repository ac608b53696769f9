/** Finds the frameworks that a project's manifests name. */
import { basename, join } from 'node:path';
import { namesIn, textOf, type Disk } from '../../disk.js';
import { foldersUp } from '../../folders.js';
import { asObject } from '../../jsonc.js';
import { parseToml } from '../../toml.js';
import { firstFound, type DetectedTarget, type TargetDetection } from '../../project.js';

/** The targets in the manifests of the nearest folder where these name any. */
export function detect<Target extends TargetDetection>(
  disk: Disk,
  folder: string,
  targets: readonly Target[],
): DetectedTarget<Target>[] {
  return firstFound(foldersUp(folder), (candidate) =>
    manifestsIn(disk, candidate).flatMap((manifest) => {
      const text = requirementsIn(manifest, textOf(disk, manifest));
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
 * The text of a manifest in which requirements are searched. In TOML, that is what tables and lists of dependencies
 * name, because the names of packages also occur in settings of tools.
 */
function requirementsIn(manifest: string, text: string): string {
  if (!/^(?:pyproject\.toml|Pipfile)$/.test(basename(manifest))) return text;
  try {
    return dependencies(parseToml(text)).join('\n');
  } catch {
    return text;
  }
}

/** What keys with names such as `dependencies`, `dev-dependencies` and `packages` have below them. */
function dependencies(table: unknown): string[] {
  return Object.entries(asObject(table)).flatMap(([name, value]) =>
    /^(?:optional-|dev-)?dependenc(?:ies|y-groups)$|^(?:dev-)?packages$/.test(name)
      ? [...named(value), ...dependencies(value)]
      : dependencies(value),
  );
}

/** Packages are the entries of a list, or the keys of a table; groups of them are keys with lists. */
function named(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((entry) => typeof entry === 'string');
  return Object.entries(asObject(value)).flatMap(([key, inner]) => (Array.isArray(inner) ? named(inner) : [key]));
}

/**
 * Whether a text contains a requirement for a package, on its own line or in quotes. Names are normalised as pip does.
 */
function names(text: string, name: string): boolean {
  const pattern = name.replace(/[-_.]+/g, '[-_.]+');
  return new RegExp(`(?:^[\\s-]*|["'])${pattern}\\s*(?:["'\\[=<>~!@;,\\s]|$)`, 'im').test(text);
}
