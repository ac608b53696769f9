/**
 * Finds the source folder and the entry file of an application, and whether the entry file uses `import` or `require`.
 */
import { basename, dirname, extname, join, resolve } from 'node:path';
import { textOf, type Disk } from '../../disk.js';
import { foldersUp, isInside } from '../../folders.js';
import { asObject } from '../../jsonc.js';
import type { Application, DetectedTarget, HandlerPlace, TargetDetection } from '../../project.js';
import type { MountLines } from '../../output.js';
import { callsPackage, givenObject, madeObject } from './package-calls.js';
import { mountLines } from './mount.js';
import { aliasesOf, leadsInto, specifiersIn } from './specifiers.js';
import { nearestPackageJson, type PackageJson } from './package-json.js';
import { filesStartedByRuntimes, runsModules } from './runtime-files.js';
import { readTsconfig } from './tsconfig.js';
import { isWithoutTypes } from './types.js';

/** The facts about an application that its mount lines depend on. */
export interface FoundApplication extends Application {
  /** How the entry file imports. */
  readonly imports: 'import' | 'require';
}

/** Searches the project of a folder for the application of a target. `asked` is its file if that is known. */
export function findApplication(
  disk: Disk,
  folder: string,
  { packages = [], modules = [], handlers = [] }: TargetDetection['detect'],
  asked?: string,
): FoundApplication {
  const given = asked === undefined || isUnfit(disk, folder, asked, handlers) ? undefined : asked;
  const manifest = nearestPackageJson(disk, folder);
  const named = [
    ...filesStartedByRuntimes(disk, folder),
    ...(manifest === undefined ? [] : startedFiles(disk, manifest)),
  ];
  const started = named.filter((file) => isInside(folder, file));
  const sources = sourceFolder(disk, folder, started[0]);
  const usual = usualEntries.flatMap((name) => [join(sources, name), join(folder, name)]).filter(disk.isFile);
  const likely = [...started, ...usual];
  const makesApp = (file: string): boolean =>
    packages.some((name) => callsPackage(textOf(disk, file), name)) ||
    createsServer(textOf(disk, file), modules) ||
    passesHandler(file, textOf(disk, file), handlers);
  const made = given ?? likely.find(makesApp) ?? sourceFiles(disk, sources).find(makesApp);
  const entry = made ?? likely[0];
  const imports = importsOf(disk, entry, manifest, folder);
  const code = entry === undefined ? '' : textOf(disk, entry);
  const aliases = entry === undefined ? [] : aliasesOf(disk, dirname(entry));
  const handler = handlerPlace(disk, folder, { entry, code }, handlers);
  const withObject = (lines: MountLines): MountLines => {
    const made = packages.map((name) => madeObject(code, name)).find((one) => one !== undefined);
    const object = made ?? givenObject(code, packages) ?? 'app';
    const named = (text: string): string => text.replace(/\bapp\b/g, () => object);
    const call = handler === undefined ? undefined : /^const \w+ = (.*?);?$/.exec(lines.callLine)?.[1];
    if (handler !== undefined && call !== undefined)
      return {
        ...lines,
        callLine: handler.callLine.replace(/\bhandler\b/, () => call),
        place: handler.place ?? lines.place,
        ...(handler.filesInWords === undefined ? {} : { files: handler.filesInWords }),
        ...(handler.note === undefined ? {} : { note: handler.note }),
      };
    const callLine = named(lines.callLine).replace(/^const (?=this\.)/, '');
    return { ...lines, callLine, place: named(lines.place) };
  };
  return {
    ...(entry === undefined ? {} : { entry }),
    isMadeInEntry: made !== undefined && makesApp(made),
    imports,
    sources,
    mountLines: (mount, output) =>
      withObject(mountLines(mount, output, { entry, imports, used: specifiersIn(code), aliases })),
    async wire(text, mount, output) {
      const { wire } = await import('../wire/wire.js');
      const path = entry ?? '';
      const leadsToOutput = (specifier: string): boolean => leadsInto(output, specifier, path, aliases);
      return wire(text, { path, mount, packages, handlers, leadsToOutput });
    },
  };
}

/** The targets whose modules create a server in the source files of a package. */
export function detectInCode<Target extends TargetDetection>(
  disk: Disk,
  folder: string,
  targets: readonly Target[],
): DetectedTarget<Target>[] {
  if (nearestPackageJson(disk, folder) === undefined) return [];
  return targets.flatMap((target) => {
    if (target.detect.modules === undefined) return [];
    const { entry } = findApplication(disk, folder, target.detect);
    return entry !== undefined && createsServer(textOf(disk, entry), target.detect.modules)
      ? [{ target, manifest: entry }]
      : [];
  });
}

/** Whether a file passes on a handler in one of the forms. */
function passesHandler(file: string, code: string, handlers: readonly HandlerPlace[]): boolean {
  return handlers.some(
    ({ call, modules, routeFiles }) =>
      (modules === undefined && call !== undefined && code.includes(`${call}(`)) ||
      routeFiles?.includes(basename(file, extname(file))) === true,
  );
}

/** The form in which the application passes on its handler: as its code shows, or else as its project does. */
function handlerPlace(
  disk: Disk,
  folder: string,
  { entry, code }: { readonly entry: string | undefined; readonly code: string },
  handlers: readonly HandlerPlace[],
): HandlerPlace | undefined {
  const inCode = handlers.find(
    ({ call, event, property, routeFiles }) =>
      (call !== undefined && code.includes(`${call}(`) && (event === undefined || listensFor(code, event))) ||
      (entry !== undefined && routeFiles?.includes(basename(entry, extname(entry))) === true) ||
      (call === undefined && property !== undefined && /^export\s+default\b/m.test(code)),
  );
  return inCode ?? handlers.find((place) => isIndicated(disk, folder, place));
}

/** Whether the files of a project show that it has handlers of a form. */
function isIndicated(disk: Disk, folder: string, { files = [] }: HandlerPlace): boolean {
  return foldersUp(folder).some((candidate) => files.some((name) => disk.isFile(join(candidate, name))));
}

/** Whether middleware has no place in a file, although it exports something like a handler. */
function isUnfit(disk: Disk, folder: string, file: string, handlers: readonly HandlerPlace[]): boolean {
  const name = basename(file, extname(file));
  return handlers.some((place) => place.unfitFiles?.includes(name) === true && isIndicated(disk, folder, place));
}

function listensFor(code: string, event: string): boolean {
  return [`'${event}'`, `"${event}"`].some((name) => code.includes(`.on(${name}`));
}

function sourceFolder(disk: Disk, folder: string, started: string | undefined): string {
  const rootDir = readTsconfig(disk, folder)?.rootDir;
  if (rootDir !== undefined && rootDir !== folder && isInside(folder, rootDir) && disk.isFolder(rootDir))
    return rootDir;
  if (disk.isFolder(join(folder, 'src'))) return join(folder, 'src');
  return started === undefined ? folder : dirname(started);
}

const usualEntries = ['app', 'server', 'index', 'main'].flatMap((name) =>
  ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((end) => `${name}.${end}`),
);

/** The source files that a package's scripts start, or its `main` file. */
export function startedFiles(disk: Disk, { folder, fields }: PackageJson): string[] {
  const scripts = asObject(fields['scripts']);
  const lines = ['dev', 'start', 'serve', ...Object.keys(scripts)]
    .map((name) => scripts[name])
    .filter((line) => typeof line === 'string');
  const words = lines.flatMap((line) => line.split(/[\s"']+/));
  const named = [...words, fields['main'], fields['module']].filter(
    (word): word is string => typeof word === 'string' && /\.[cm]?[jt]s$/.test(word),
  );
  return named.map((name) => sourceOf(disk, folder, name)).filter((file) => file !== undefined);
}

/** The source of a file that is run: the file itself, or `src/x.ts` if `dist/x.js` is built from it. */
function sourceOf(disk: Disk, folder: string, name: string): string | undefined {
  const unbuilt = name.replace(/^(?:\.\/)?(?:dist|build|out|lib)\//, '');
  const stem = unbuilt.replace(/\.[cm]?js$/, '');
  const built =
    unbuilt === name
      ? []
      : ['src/', ''].flatMap((place) => ['ts', 'mts', 'cts', 'js', 'mjs'].map((end) => `${place}${stem}.${end}`));
  return [...built, ...(unbuilt === name ? [name] : [])]
    .map((candidate) => resolve(folder, candidate))
    .find(disk.isFile);
}

/** Whether code imports one of the modules and creates a server. */
function createsServer(code: string, modules: readonly string[]): boolean {
  const isImported = modules.some((name) => new RegExp(`(?:\\bfrom|\\(|\\bimport)\\s*['"]${name}['"]`).test(code));
  return isImported && /\bcreate(?:Secure)?Server\s*(?:<[^()]*>)?\(/.test(code);
}

function importsOf(
  disk: Disk,
  entry: string | undefined,
  manifest: PackageJson | undefined,
  folder: string,
): 'import' | 'require' {
  const extension = entry === undefined ? '' : extname(entry);
  if (extension === '.cjs') return 'require';
  if (extension === '.mjs' || extension === '.mts') return 'import';
  const text = entry === undefined ? '' : textOf(disk, entry);
  if (/^\s*(?:import|export)\b/m.test(text)) return 'import';
  if (/\brequire\s*\(/.test(text)) return 'require';
  // TypeScript is written with `import`, also where the compiler makes `require` of it.
  const isTyped = entry === undefined ? !isWithoutTypes(disk, folder) : extension.endsWith('ts');
  const isModule = manifest?.fields['type'] === 'module' || isTyped || runsModules(disk, folder);
  return isModule ? 'import' : 'require';
}

const passedOver = new Set(['node_modules', 'dist', 'build', 'out', 'coverage', 'test', 'tests', '__tests__']);

/** The TypeScript and JavaScript files below a folder, nearest first, up to a limit. */
function sourceFiles(disk: Disk, folder: string, limit = 2000): string[] {
  const files: string[] = [];
  const folders = [folder];
  for (let next = folders.shift(); next !== undefined && files.length < limit; next = folders.shift()) {
    for (const { name, isFile, isFolder } of disk.entries(next)) {
      const path = join(next, name);
      if (isFolder && !passedOver.has(name) && !name.startsWith('.')) folders.push(path);
      if (isFile && /(?<!\.d|\.test|\.spec)\.[cm]?[jt]s$/.test(name)) files.push(path);
    }
  }
  return files;
}
