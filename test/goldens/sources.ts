/** Which templates a compiler reads for which target: seen by standing between them. */
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { TemplateReader } from '../../generator/compile.js';
import { packageTemplates } from '../../generator/workspace/package-templates.js';

/** The files of `templates/` that were read, and the folders that were looked into for each framework. */
export const templatesRead = new Set<string>();
const foldersOf = new Map<string, Set<string>>();
let framework = '';

/** Says whose templates are read from here on. */
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

/** The source in `templates/` of a helper that a framework's output has; nothing before such an output was made. */
export function sourceOf(name: string, helper: string): string | undefined {
  const folders = Array.from(foldersOf.get(name) ?? []);
  const found = folders.find((folder) => packageTemplates.names(folder).includes(helper));
  return found === undefined ? undefined : `${found}/${helper}`;
}

/** What the compiler made of some cases: templates that it has read, and sources of helpers that came out. */
export interface TemplateUse {
  readonly read: ReadonlySet<string>;
  readonly emitted: ReadonlySet<string>;
}

/**
 * The templates that no case needs. A template of statements is read when it is printed; sources of helpers are all read
 * together, so one of them counts once it comes out.
 */
export function unusedTemplates(paths: readonly string[], { read, emitted }: TemplateUse): string[] {
  return paths.filter((path) => !(isHelper(path) ? emitted : read).has(path));
}

/** The files of `templates/` that the compiler makes code of. */
export function templatePaths(): string[] {
  const folder = join(import.meta.dirname, '..', '..', 'templates');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => /\.(?:hbs|[jt]s|py)$/.test(path) && !path.includes('node_modules/'))
    .filter((path) => !aside.test(path))
    .sort();
}

/**
 * What says to type checkers that a folder is a package; what sources may ask about a plan; and the answer that no feature gives
 * yet, which `test/course/` runs.
 */
const aside = /(?:^|\/)(?:__init__\.py|facts\.(?:ts|py)|course\/answer\.hbs)$/;

function isHelper(path: string): boolean {
  return !path.endsWith('.hbs') && !path.endsWith('/platform.ts');
}
