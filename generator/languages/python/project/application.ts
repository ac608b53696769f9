/** Finds where a Python application is created, the variable that holds it, and how its module imports others. */
import { dirname, join, relative, sep } from 'node:path';
import { textOf, type Disk } from '../../disk.js';
import type { MountLines } from '../../output.js';
import type { Application, DetectedTarget, TargetDetection } from '../../project.js';
import { pythonModule } from '../syntax/parse.js';
import { creationsIn, type Creation } from './creations.js';

interface Place {
  /** The root folder of the project, absolute, from which the application is started. */
  readonly folder: string;
  /** The module that creates the application, absolute. */
  readonly entry: string | undefined;
  /** The variable that holds the application. */
  readonly object: string;
  /** Whether the module creates it. */
  readonly isMade: boolean;
}

/** Searches a folder for an application, created with a class named like one of some packages, ignoring case. */
export function findApplication(disk: Disk, folder: string, packages: readonly string[], given?: string): Application {
  const found = (place: Place, sources: string): Application => ({
    ...(place.entry === undefined ? {} : { entry: place.entry }),
    isMadeInEntry: place.isMade,
    sources,
    mountLines: (mount, output) => mountLines(disk, mount, output, place),
    async wire(code, mount) {
      const { wire } = await import('./wire.js');
      return wire(code, mount, packages);
    },
  });
  const files = given === undefined ? pythonFiles(disk, folder) : [given];
  const sorted = files.sort((left, right) => rank(folder, left) - rank(folder, right));
  let returned: string | undefined;
  for (const entry of sorted) {
    const made = creationsOf(textOf(disk, entry), packages);
    const object = made.find((one) => one.object !== undefined)?.object;
    if (object !== undefined) return found({ folder, entry, object, isMade: true }, dirname(entry));
    if (made.length > 0) returned ??= entry;
  }
  if (returned !== undefined) return found({ folder, entry: returned, object: 'app', isMade: true }, dirname(returned));
  if (given !== undefined) return found({ folder, entry: given, object: 'app', isMade: false }, dirname(given));
  const usual = ['app', 'api', 'src'].map((name) => join(folder, name)).find(disk.isFolder);
  return found({ folder, entry: undefined, object: 'app', isMade: false }, usual ?? folder);
}

/** The targets whose applications the modules of a folder create. Small projects install packages without a manifest. */
export function detectInCode<Target extends TargetDetection>(
  disk: Disk,
  folder: string,
  targets: readonly Target[],
): DetectedTarget<Target>[] {
  return targets.flatMap((target) => {
    const { entry, isMadeInEntry } = findApplication(disk, folder, target.detect.packages ?? []);
    return entry !== undefined && isMadeInEntry ? [{ target, manifest: entry }] : [];
  });
}

/** The lines that mount an output, relative to the module that creates the application. */
function mountLines(disk: Disk, mount: MountLines, output: string, { folder, entry, object }: Place): MountLines {
  const callLine = mount.callLine.replace(/\(app\b/, () => `(${object}`);
  if (entry === undefined) return { ...mount, callLine };
  const here = dirname(entry);
  const text = textOf(disk, entry);
  const isPackage = disk.isFile(join(here, '__init__.py')) || /^\s*from\s+\.+\w*\s+import\b/m.test(text);
  const below = relative(here, output).split(sep);
  const module =
    isPackage && !below.includes('..') ? `.${below.join('.')}` : relative(folder, output).split(sep).join('.');
  return { ...mount, importLine: mount.importLine.replace(/^from \S+/, `from ${module}`), callLine };
}

/** Where a module creates applications. Most modules do not name a package, and are not parsed. */
function creationsOf(text: string, packages: readonly string[]): readonly Creation[] {
  if (!packages.some((name) => text.includes(name))) return [];
  const module = pythonModule(text.replace(/^\uFEFF/, ''));
  if (module === undefined) return creationsInText(text, packages);
  // An application of the module comes before one of a function.
  const isOfModule = ({ statement }: Creation): boolean => statement !== undefined && module.body.includes(statement);
  return creationsIn(module, packages).sort((left, right) => Number(isOfModule(right)) - Number(isOfModule(left)));
}

/** The same by the lines of a text, for modules that our parser cannot read. */
function creationsInText(text: string, packages: readonly string[]): Creation[] {
  return packages.flatMap((name) => {
    const imported = new RegExp(`^\\s*(?:from\\s+${name}(?:\\.\\w+)*\\s+import\\b|import\\s+${name}\\b)`, 'm');
    if (!imported.test(text)) return [];
    const made = (indentation: string): string | undefined =>
      new RegExp(`^${indentation}(\\w+)\\s*(?::[^=\\n]+)?=\\s*(?:\\w+\\.)*${name}\\s*\\(`, 'im').exec(text)?.[1];
    const object = made('') ?? made('[ \\t]+');
    if (object !== undefined) return [{ object }];
    return new RegExp(`^[^#\\n]*\\b${name}\\s*\\(`, 'im').test(text) ? [{}] : [];
  });
}

const usualNames = ['main.py', 'app.py', 'asgi.py', 'server.py', 'application.py'];

/** Sorts files with common names first, and then files that are nearest to the folder. */
function rank(folder: string, file: string): number {
  const parts = relative(folder, file).split(sep);
  const usual = usualNames.indexOf(parts.at(-1) ?? '');
  return parts.length * 100 + (usual === -1 ? 50 : usual);
}

const passedOver = /^(?:\..*|node_modules|__pycache__|venv|env|site-packages|tests?|build|dist|docs)$/;

/** The Python files below a folder, up to a limit. */
function pythonFiles(disk: Disk, folder: string, limit = 2000): string[] {
  const files: string[] = [];
  const folders = [folder];
  for (let next = folders.shift(); next !== undefined && files.length < limit; next = folders.shift()) {
    for (const { name, isFile, isFolder } of disk.entries(next)) {
      const path = join(next, name);
      if (isFolder && !passedOver.test(name)) folders.push(path);
      else if (isFile && name.endsWith('.py')) files.push(path);
    }
  }
  return files;
}
