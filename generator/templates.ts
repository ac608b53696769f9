/** Templates and helper sources. Only this file uses Handlebars. */
import Handlebars from 'handlebars';

/** Reads templates. The caller of the compiler provides it, so that the compiler does not access the disk. */
export interface TemplateReader {
  /** The text of `templates/<path>`. Throws if it does not exist. */
  readonly text: (path: string) => string;
  /** The names of the files directly in `templates/<folder>/`, sorted. */
  readonly names: (folder: string) => readonly string[];
}

const engine = Handlebars.create();
const options = { noEscape: true, strict: true, knownHelpersOnly: true, preventIndent: true } as const;
const compiled = new Map<string, HandlebarsTemplateDelegate>();
let reader: TemplateReader | undefined;

/** Sets the reader. The templates are part of the program, so one reader serves the entire process. */
export function useTemplates(given: TemplateReader): void {
  if (given !== reader) compiled.clear();
  reader = given;
}

/**
 * Renders `templates/<name>.hbs`. A placeholder without a value throws, but `#if` and `#each` accept a missing value,
 * so the context must define all of them.
 */
export function render(name: string, context: object): string {
  const known = compiled.get(name);
  if (known !== undefined) return known(context);
  const made: HandlebarsTemplateDelegate = engine.compile(sourceText(`${name}.hbs`), options);
  compiled.set(name, made);
  return made(context);
}

/** The source of a helper, `templates/<path>`. */
export function sourceText(path: string): string {
  return given().text(path);
}

/** The names of the files in a folder of `templates/` with an extension, without that extension, sorted. */
export function sourcesIn(folder: string, ending: string): string[] {
  return given()
    .names(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));
}

function given(): TemplateReader {
  if (reader === undefined)
    throw new Error('No templates are set: call `compile` of generator/index.ts, or `useTemplates`.');
  return reader;
}
