/** Types as text for doc comments, and the names that they use. */
import { ts } from '#ts-morph';

/** Collects the names that doc comments use, because some have to be imported for them. */
export class TypeTexts {
  readonly used = new Set<string>();
  readonly #file: ts.SourceFile;

  constructor(file: ts.SourceFile) {
    this.#file = file;
  }

  /** A type on one line, without comments. */
  of(type: ts.Node): string {
    this.#note(type);
    return oneLine(type.getText(this.#file));
  }

  /** The members of an interface as one type. */
  literal(members: readonly ts.TypeElement[]): string {
    const texts = members.map((member) => this.of(member).replace(/[;,]$/, ''));
    return `{ ${texts.join('; ')} }`;
  }

  #note(node: ts.Node): void {
    if (ts.isIdentifier(node)) this.used.add(node.text);
    ts.forEachChild(node, (child) => {
      this.#note(child);
    });
  }
}

/** Text without comments and line breaks. Strings in types contain neither. */
function oneLine(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/([([<]) /g, '$1')
    .replace(/,? ([)\]>])/g, (_, bracket: string) => bracket)
    .replace(/=\s*>/g, '=>')
    .replace(/^ ?[|&] /, '')
    .trim();
}
