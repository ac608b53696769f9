/** Which framework a project uses, and how: told by its manifests and its sources. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readIfReadable } from './disk.js';
import { asObject, parseJsonc } from './jsonc.js';
import { packageJsonsUp, type PackageJson } from './package-json.js';
import { foldersUp } from './project-root.js';

/** What a target contributes to finding it. */
export interface TargetDetection {
  /** As a spec has it under `framework`. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  readonly detect: {
    /** Packages that stand for it in a package.json. */
    readonly npm?: readonly string[];
    /** Packages that stand for it in a pyproject.toml or a requirements file. */
    readonly pip?: readonly string[];
    /** Files of runtimes and tools that stand for it where no package does. */
    readonly files?: readonly string[];
    /** Packages that bring those of `pip` along: where they are, the others do not count. */
    readonly pipWithin?: readonly string[];
  };
}

export interface DetectedTarget<Target extends TargetDetection> {
  readonly target: Target;
  /** The manifest that names it, absolute. */
  readonly manifest: string;
}

/** The targets that the nearest manifest with any of them names, in the order of the list. */
export function detectTargets<Target extends TargetDetection>(
  folder: string,
  targets: readonly Target[],
): DetectedTarget<Target>[] {
  const byPackage = firstFound(packageJsonsUp(folder), (manifest) => {
    const names = dependencyNames(manifest);
    return targets
      .filter(({ detect }) => detect.npm?.some((name) => names.has(name)))
      .map((target) => ({ target, manifest: manifest.path }));
  });
  const byPython = firstFound(foldersUp(folder), (candidate) =>
    pythonManifests(candidate).flatMap((manifest) => {
      const text = readIfReadable(manifest)?.toString('utf8') ?? '';
      return targets
        .filter(({ detect }) => detect.pip?.some((name) => namesPython(text, name)))
        .filter(({ detect }) => detect.pipWithin?.some((name) => namesPython(text, name)) !== true)
        .map((target) => ({ target, manifest }));
    }),
  );
  const byDeno = firstFound(foldersUp(folder), (candidate) =>
    denoManifests(candidate).flatMap((manifest) => {
      const names = denoImports(manifest);
      return targets
        .filter(({ detect }) => detect.npm?.some((name) => names.has(name)))
        .map((target) => ({ target, manifest }));
    }),
  );
  const byManifest = [...byPackage, ...byDeno, ...byPython];
  const found = byManifest.length > 0 ? byManifest : byFile(folder, targets);
  return found.filter(({ target }, index) => found.findIndex((other) => other.target === target) === index);
}

/** The packages of a workspace root that name one of the targets, relative to it: where to go when the root has none. */
export function workspacesWith(root: PackageJson, targets: readonly TargetDetection[]): string[] {
  const { workspaces } = root.fields;
  const patterns = Array.isArray(workspaces) ? workspaces : asObject(workspaces)['packages'];
  if (!Array.isArray(patterns)) return [];
  const folders = patterns
    .filter((pattern) => typeof pattern === 'string')
    .flatMap((pattern) => workspaceFolders(root.folder, pattern));
  return folders.filter((folder) => {
    const manifest = packageJsonsUp(join(root.folder, folder)).next().value;
    if (manifest === undefined || manifest.folder === root.folder) return false;
    const names = dependencyNames(manifest);
    return targets.some(({ detect }) => detect.npm?.some((name) => names.has(name)));
  });
}

function dependencyNames({ fields }: PackageJson): Set<string> {
  const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
  return new Set(kinds.flatMap((kind) => Object.keys(asObject(fields[kind]))));
}

/** The targets that a file in the nearest folder with any such file stands for. */
function byFile<Target extends TargetDetection>(folder: string, targets: readonly Target[]): DetectedTarget<Target>[] {
  return firstFound(foldersUp(folder), (candidate) => {
    const present = namesIn(candidate);
    return targets.flatMap((target) => {
      const file = target.detect.files?.find((name) => present.includes(name));
      return file === undefined ? [] : [{ target, manifest: join(candidate, file) }];
    });
  });
}

function denoManifests(folder: string): string[] {
  return namesIn(folder)
    .filter((name) => name === 'deno.json' || name === 'deno.jsonc')
    .map((name) => join(folder, name));
}

/** The packages that an import map takes from npm, and those of JSR under the last part of their name. */
function denoImports(manifest: string): Set<string> {
  try {
    const fields = asObject(parseJsonc(readIfReadable(manifest)?.toString('utf8') ?? ''));
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

/** What a project asks for stands before what was found for it: a lock file also has what others bring along. */
function pythonManifests(folder: string): string[] {
  const names = namesIn(folder);
  const asked = names.filter((name) => name === 'pyproject.toml' || /^requirements.*\.txt$/.test(name));
  const locked = names.filter((name) => name === 'uv.lock' || name === 'poetry.lock');
  return [...asked, ...locked].map((name) => join(folder, name));
}

/** A requirement, on a line of its own or in quotes, with or without extras and a version. Names are compared as pip does. */
function namesPython(text: string, name: string): boolean {
  const pattern = name.replace(/[-_.]+/g, '[-_.]+');
  return new RegExp(`(?:^\\s*|["'])${pattern}\\s*(?:["'\\[=<>~!@;,\\s]|$)`, 'im').test(text);
}

/** The folders that a workspace pattern names: a path, or one with `*` for its last part. */
function workspaceFolders(root: string, pattern: string): string[] {
  if (!pattern.includes('*')) return existsSync(join(root, pattern)) ? [pattern] : [];
  const parent = pattern.replace(/\/?\*.*$/, '');
  return namesIn(join(root, parent))
    .map((name) => (parent === '' ? name : `${parent}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function firstFound<Item, Result>(items: Iterable<Item>, find: (item: Item) => Result[]): Result[] {
  for (const item of items) {
    const found = find(item);
    if (found.length > 0) return found;
  }
  return [];
}
