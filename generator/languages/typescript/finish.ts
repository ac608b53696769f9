/** Formats and signs the modules of an output. Modules that differ only by names and constants are treated once. */
import { signFile } from '../header.js';
import { Alike, Patterns } from '../patterns.js';
import { canonicalTypeScript } from './canonical.js';
import { formatCode } from './format.js';
import { special } from './special-words.js';

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
