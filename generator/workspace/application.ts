/** Where an application's sources are, which file makes the application, and how that file imports. */
import { readdirSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { isFile, isFolder, kindOf, readIfReadable } from './disk.js';
import { asObject } from './jsonc.js';
import { nearestPackageJson, type PackageJson } from './package-json.js';
import { isInside } from './project-root.js';
import { findPythonApplication, type PythonApplication } from './python-application.js';
import { filesStartedByRuntimes, runsModules } from './runtime-files.js';
import { readTsconfig } from './tsconfig.js';

export interface Application {
  /** The file that makes the application, or the one that is started; absolute. */
  readonly entry?: string;
  /** How the entry file imports. */
  readonly imports: 'import' | 'require';
  /** The folder of the sources, absolute. */
  readonly sources: string;
  /** Where the application is written in Python. */
  readonly python?: PythonApplication;
}

/** Looks for an application of a framework that is known by packages of the one or the other registry. */
export function applicationOf(
  folder: string,
  { npm, pip = [] }: { readonly npm?: readonly string[]; readonly pip?: readonly string[] },
): Application {
  if (npm !== undefined || pip.length === 0) return findApplication(folder, npm ?? []);
  const python = findPythonApplication(folder, pip);
  const { entry, sources } = python;
  return { ...(entry === undefined ? {} : { entry }), imports: 'import', sources, python };
}

/** Looks at the project of a folder for an application made with one of some packages. */
export function findApplication(folder: string, packages: readonly string[]): Application {
  const manifest = nearestPackageJson(folder);
  const named = [...filesStartedByRuntimes(folder), ...(manifest === undefined ? [] : startedFiles(manifest))];
  const started = named.filter((file) => isInside(folder, file));
  const sources = sourceFolder(folder, started[0]);
  const usual = usualEntries.flatMap((name) => [join(sources, name), join(folder, name)]).filter(isFile);
  const likely = [...started, ...usual];
  const makesApp = (file: string): boolean => packages.some((name) => callsPackage(textOf(file), name));
  const entry = likely.find(makesApp) ?? sourceFiles(sources).find(makesApp) ?? likely[0];
  return { ...(entry === undefined ? {} : { entry }), imports: importsOf(entry, manifest, folder), sources };
}

/** A place for generated code that nothing of the user's is in. Relative to the folder, with `/`. */
export function proposedOutput(folder: string, { sources }: Application): string {
  const usual = join(sources, 'middleware');
  const output = isEmpty(usual) ? usual : join(usual, 'generated');
  return relative(folder, output).split(sep).join('/');
}

function isEmpty(folder: string): boolean {
  const kind = kindOf(folder);
  return kind === 'none' || (kind === 'folder' && readdirSync(folder).length === 0);
}

function sourceFolder(folder: string, started: string | undefined): string {
  const rootDir = readTsconfig(folder)?.rootDir;
  if (rootDir !== undefined && rootDir !== folder && isInside(folder, rootDir) && isFolder(rootDir)) return rootDir;
  if (isFolder(join(folder, 'src'))) return join(folder, 'src');
  return started === undefined ? folder : dirname(started);
}

const usualEntries = ['app', 'server', 'index', 'main'].flatMap((name) =>
  ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((end) => `${name}.${end}`),
);

/** The source files that the scripts of a package start, or that it calls its main one. */
function startedFiles({ folder, fields }: PackageJson): string[] {
  const scripts = asObject(fields['scripts']);
  const lines = ['dev', 'start', 'serve', ...Object.keys(scripts)]
    .map((name) => scripts[name])
    .filter((line) => typeof line === 'string');
  const words = lines.flatMap((line) => line.split(/[\s"']+/));
  const named = [...words, fields['main'], fields['module']].filter(
    (word): word is string => typeof word === 'string' && /\.[cm]?[jt]s$/.test(word),
  );
  return named.map((name) => sourceOf(folder, name)).filter((file) => file !== undefined);
}

/** The source behind a file that is run: itself, or where `dist/x.js` is built from `src/x.ts`, that. */
function sourceOf(folder: string, name: string): string | undefined {
  const unbuilt = name.replace(/^(?:\.\/)?(?:dist|build|out|lib)\//, '');
  const stem = unbuilt.replace(/\.[cm]?js$/, '');
  const built =
    unbuilt === name
      ? []
      : ['src/', ''].flatMap((place) => ['ts', 'mts', 'cts', 'js', 'mjs'].map((end) => `${place}${stem}.${end}`));
  return [...built, ...(unbuilt === name ? [name] : [])].map((candidate) => resolve(folder, candidate)).find(isFile);
}

/** Whether code calls what a package exports by default, or makes an object of a class of it. Its routers' functions do not count. */
function callsPackage(code: string, name: string): boolean {
  const source = `['"]${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}['"]`;
  const whole = new RegExp(
    `\\bimport\\s+(?:\\*\\s*as\\s+)?([\\w$]+)[^;'"]*\\bfrom\\s*${source}|\\b([\\w$]+)\\s*=\\s*(?:await\\s+import|require)\\(\\s*${source}`,
    'g',
  );
  const listed = new RegExp(`\\{([^{}]*)\\}\\s*(?:from\\s*|=\\s*require\\(\\s*)${source}`, 'g');
  const locals = Array.from(code.matchAll(whole), (match) => match[1] ?? match[2] ?? '');
  const classes = Array.from(code.matchAll(listed), (match) =>
    (match[1] ?? '').split(',').map(
      (entry) =>
        entry
          .trim()
          .split(/\s+as\s+|:\s*/)
          .at(-1) ?? '',
    ),
  ).flat();
  const isCalled = (local: string, keyword: string): boolean =>
    local !== '' && new RegExp(`${keyword}(?<![\\w$.])${local.replaceAll('$', '\\$')}\\s*\\(`).test(code);
  return (
    locals.some((local) => local !== 'type' && isCalled(local, '')) ||
    classes.some((local) => isCalled(local, '\\bnew\\s+'))
  );
}

function importsOf(entry: string | undefined, manifest: PackageJson | undefined, folder: string): 'import' | 'require' {
  const extension = entry === undefined ? '' : extname(entry);
  if (extension === '.cjs') return 'require';
  if (extension === '.mjs' || extension === '.mts') return 'import';
  const text = entry === undefined ? '' : textOf(entry);
  if (/^\s*(?:import|export)\b/m.test(text)) return 'import';
  if (/\brequire\s*\(/.test(text)) return 'require';
  const isModule = manifest?.fields['type'] === 'module' || extension.endsWith('ts') || runsModules(folder);
  return isModule ? 'import' : 'require';
}

const passedOver = new Set(['node_modules', 'dist', 'build', 'out', 'coverage', 'test', 'tests', '__tests__']);

/** The TypeScript and JavaScript files below a folder, nearest first, and not without end. */
function sourceFiles(folder: string, limit = 2000): string[] {
  const files: string[] = [];
  const folders = [folder];
  for (let next = folders.shift(); next !== undefined && files.length < limit; next = folders.shift()) {
    for (const entry of readdirSync(next, { withFileTypes: true }).sort((left, right) =>
      left.name < right.name ? -1 : 1,
    )) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && !passedOver.has(entry.name) && !entry.name.startsWith('.')) folders.push(path);
      if (entry.isFile() && /(?<!\.d|\.test|\.spec)\.[cm]?[jt]s$/.test(entry.name)) files.push(path);
    }
  }
  return files;
}

function textOf(file: string): string {
  return readIfReadable(file)?.toString('utf8') ?? '';
}
