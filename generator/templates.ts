/** The templates and sources that generated code is made of, and the home of Handlebars. */
import Handlebars from 'handlebars';

/** Where templates come from: whoever starts the compiler reads them, so that the compiler itself touches no disk. */
export interface TemplateReader {
  /** The text of `templates/<path>`. Throws where there is none. */
  readonly text: (path: string) => string;
  /** The names of the files directly in `templates/<folder>/`, sorted. */
  readonly names: (folder: string) => readonly string[];
}

const engine = Handlebars.create();
const options = { noEscape: true, strict: true, knownHelpersOnly: true, preventIndent: true } as const;
const compiled = new Map<string, HandlebarsTemplateDelegate>();
let reader: TemplateReader | undefined;

/** Says where the templates come from. They are a part of the program, so all compilers of a process share them. */
export function useTemplates(given: TemplateReader): void {
  if (given !== reader) compiled.clear();
  reader = given;
}

/**
 * Renders `templates/<name>.hbs`. A hole without a value throws; `#if` and `#each` on an absent one do not, so what is
 * given here must be total.
 */
export function render(name: string, context: object): string {
  const known = compiled.get(name);
  if (known !== undefined) return known(context);
  const made: HandlebarsTemplateDelegate = engine.compile(sourceText(`${name}.hbs`), options);
  compiled.set(name, made);
  return made(context);
}

/** The text of a helper that is real source, `templates/<path>`. */
export function sourceText(path: string): string {
  return given().text(path);
}

/** The names of the files with an ending directly in a folder of `templates/`, without it, sorted. */
export function sourcesIn(folder: string, ending: string): string[] {
  return given()
    .names(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));
}

function given(): TemplateReader {
  if (reader === undefined)
    throw new Error('There are no templates: call `compile` of generator/index.ts, or `useTemplates`.');
  return reader;
}
