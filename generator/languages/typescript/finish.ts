/** Formats and signs the modules of an output. Modules that differ only by names and constants are treated once. */
import { signFile } from '../header.js';
import { Alike, Patterns } from '../patterns.js';
import { canonicalTypeScript } from './canonical.js';
import { formatCode } from './format.js';

export class Finisher {
  readonly #patterns: Patterns;
  readonly #spec: string;
  readonly #options: Readonly<Record<string, unknown>>;
  readonly #layouts = new Map<string, Alike>();
  readonly #canonical = new Alike({ isQuoted: true });

  /** Takes all texts of an output, and the application's options for Prettier. */
  constructor(
    texts: readonly string[],
    { spec, options }: { readonly spec: string; readonly options: Readonly<Record<string, unknown>> },
  ) {
    this.#patterns = new Patterns(texts, special);
    this.#spec = spec;
    this.#options = options;
  }

  async format(code: string, file: { readonly name: string; readonly isTyped: boolean }): Promise<string> {
    const layOut = (): Promise<string> => formatCode(code, this.#options, file);
    // A plugin can do anything.
    if (this.#options['plugins'] !== undefined) return layOut();
    const kind = `${file.name.split('.').slice(1).join('.')} ${String(file.isTyped)}`;
    const layouts = this.#layouts.get(kind) ?? new Alike({ isQuoted: false });
    this.#layouts.set(kind, layouts);
    return layouts.of(this.#patterns.of(code), layOut);
  }

  sign(code: string): Promise<string> {
    const canonical = (text: string): Promise<string> =>
      this.#canonical.of(this.#patterns.of(text, endOfImports(text)), () => canonicalTypeScript(text));
    return signFile(code, { spec: this.#spec, comment: '//', canonical });
  }
}

/** The canonical text sorts imports and exports from other modules, so that all their words matter. */
export function endOfImports(text: string): number {
  let end = 0;
  for (const found of text.matchAll(/\b(?:from|import)\s*["'][^"'\n]*["']/g)) end = found.index + found[0].length;
  return end;
}

/** Words that Prettier treats in a way of their own, or that mean something to a parser in some places. */
export const special: ReadonlySet<string> = new Set(
  (
    'abstract accessor afterAll afterEach all any as assert asserts async at await beforeAll beforeEach bigint boolean break ' +
    'case catch class const constructor continue createGlobalStyle css debugger declare default defer define delete ' +
    'describe do each else enum eval export exports extend extends fakeAsync false fbt fdescribe finally fit flow for ' +
    'format from ftest function get global globalThis gql graphql html if implements import in infer inject instanceof ' +
    'interface intrinsic is it keyframes keyof let markdown md meta module namespace never new node noformat noprettier ' +
    'null number object of only out override package prettier private protected public readonly require resolve return ' +
    'satisfies set skip source sql static step string styled super svg switch symbol target test then this throw true ' +
    'try type typeof undefined unique unknown use using var void waitForAsync while with xdescribe xit xtest yield zx'
  ).split(' '),
);
