/** Records which templates the compiler reads for each framework. */
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { TemplateReader } from '../../generator/compile.js';
import { packageTemplates } from '../../generator/workspace/package-templates.js';
import { namesIn } from './parts.js';

/** The files of `templates/` that were read, and the folders that were listed for each framework. */
export const templatesRead = new Set<string>();
const foldersOf = new Map<string, Set<string>>();
let framework = '';

/** Sets the framework for which templates are read from now on. */
export function watchFor(name: string): void {
  framework = name;
}

export const watchedTemplates: TemplateReader = {
  text(path) {
    templatesRead.add(path);
    return packageTemplates.text(path);
  },
  names(folder) {
    foldersOf.set(framework, (foldersOf.get(framework) ?? new Set()).add(folder));
    return packageTemplates.names(folder);
  },
};

/**
 * The path in `templates/` of a helper in an output of a framework; `undefined` before such an output has been
 * generated.
 */
export function sourceOf(name: string, helper: string): string | undefined {
  const folders = Array.from(foldersOf.get(name) ?? []);
  const found = folders.find((folder) => packageTemplates.names(folder).includes(helper));
  return found === undefined ? undefined : `${found}/${helper}`;
}

/** The path in `templates/` of the helper that declares a name, in outputs of a framework. */
export function declaringSource(framework: string, name: string): string | undefined {
  for (const folder of foldersOf.get(framework) ?? []) {
    const source = declaredIn(folder).get(name);
    if (source !== undefined) return source;
  }
  return undefined;
}

/** The sources in a folder by the names that they declare. */
function declaredIn(folder: string): ReadonlyMap<string, string> {
  const known = declared.get(folder);
  if (known !== undefined) return known;
  const paths = packageTemplates.names(folder).map((file) => `${folder}/${file}`);
  const sources = paths.filter((path) => /\.(?:ts|py)$/.test(path));
  const found = new Map(
    sources.flatMap((path) => namesIn(path, packageTemplates.text(path)).map((name) => [name, path] as const)),
  );
  declared.set(folder, found);
  return found;
}

const declared = new Map<string, ReadonlyMap<string, string>>();

/** Templates that were read, and helpers that occur in an output. */
export interface TemplateUse {
  readonly read: ReadonlySet<string>;
  readonly emitted: ReadonlySet<string>;
}

/**
 * The templates that no case uses. A template counts as used when it is read. All helper sources are read together, so
 * a helper counts as used if an output contains it.
 */
export function unusedTemplates(paths: readonly string[], { read, emitted }: TemplateUse): string[] {
  return paths.filter((path) => !(isHelper(path) ? emitted : read).has(path));
}

/** The files of `templates/` that the compiler uses. */
export function templatePaths(): string[] {
  const folder = join(import.meta.dirname, '..', '..', 'templates');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => /\.(?:hbs|[jt]s|py)$/.test(path) && !path.includes('node_modules/'))
    .filter((path) => !aside.test(path))
    .sort();
}

/**
 * Files that need not be used by a case: package markers for type checkers, the facts that sources use, and the form of
 * `answer`, which no feature uses yet and which is tested in `test/course/`.
 */
const aside = /(?:^|\/)(?:__init__\.py|facts\.(?:ts|py)|course\/answer\.hbs)$/;

function isHelper(path: string): boolean {
  return !path.endsWith('.hbs') && !path.endsWith('/platform.ts');
}
