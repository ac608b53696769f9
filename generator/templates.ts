/** The home of Handlebars: renders the statements of generated code from `templates/`. */
import { readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

const root = new URL('../templates/', import.meta.url);
const engine = Handlebars.create();
const options = { noEscape: true, strict: true, knownHelpersOnly: true, preventIndent: true } as const;
const compiled = new Map<string, HandlebarsTemplateDelegate>();
const sources = new Map<string, string>();

/**
 * Renders `templates/<name>.hbs`. A hole without a value throws; `#if` and `#each` on an absent one do not, so what is
 * given here must be total. Partials are named by their path in the same folder.
 */
export function render(name: string, context: object): string {
  return template(name)(context);
}

/** The names of the templates directly in a folder of `templates/`, sorted. */
export function templatesIn(folder: string): string[] {
  return sourcesIn(folder, '.hbs');
}

/** The text of a helper that is real source, `templates/<path>`. */
export function sourceText(path: string): string {
  const known = sources.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(path, root), 'utf8');
  sources.set(path, text);
  return text;
}

/** The names of the files with an ending directly in a folder of `templates/`, without it, sorted. */
export function sourcesIn(folder: string, ending: string): string[] {
  return readdirSync(new URL(`${folder}/`, root))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

/** Makes the templates of a folder known as partials, under the names that {@link templatesIn} gives them. */
export function usePartials(folder: string): void {
  for (const name of templatesIn(folder)) {
    engine.registerPartial(name, template(`${folder}/${name}`));
  }
}

function template(name: string): HandlebarsTemplateDelegate {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const made = engine.compile(readFileSync(new URL(`${name}.hbs`, root), 'utf8'), options);
  compiled.set(name, made);
  return made;
}
