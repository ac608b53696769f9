import { PythonSyntaxError, type Token } from './tokens.js';

/** Reads tokens one after another. */
export class TokenReader {
  protected readonly text: string;
  private readonly tokens: readonly Token[];
  private position = 0;
  /** The next token. */
  protected token: Token;

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.tokens = tokens;
    this.token = this.peek(0);
  }

  protected peek(distance: number): Token {
    const token = this.tokens[Math.min(this.position + distance, this.tokens.length - 1)];
    if (token === undefined) throw new PythonSyntaxError(this.text, 0, 'a token was expected');
    return token;
  }

  /** The end of the previous token. */
  protected get end(): number {
    return this.tokens[this.position - 1]?.end ?? 0;
  }

  protected next(): Token {
    const { token } = this;
    this.moveTo(this.position + 1);
    return token;
  }

  private moveTo(position: number): void {
    this.position = position;
    this.token = this.peek(0);
  }

  protected isKind(kind: Token['kind']): boolean {
    return this.token.kind === kind;
  }

  /** Whether the next token is one of some operators or keywords. */
  protected at(...texts: readonly string[]): boolean {
    return this.isWord() && texts.includes(this.token.text);
  }

  protected take(text: string): boolean {
    if (this.token.text !== text || !this.isWord()) return false;
    this.next();
    return true;
  }

  private isWord(): boolean {
    const { kind } = this.token;
    return kind === 'operator' || kind === 'name';
  }

  protected expect(text: string): void {
    if (!this.take(text)) this.fail(JSON.stringify(text));
  }

  protected expectKind(kind: Token['kind']): Token {
    return this.token.kind === kind ? this.next() : this.fail(`a ${kind}`);
  }

  protected fail(what: string): never {
    throw new PythonSyntaxError(this.text, this.token.start, `${what} was expected`);
  }

  /** Tries to parse something. If it fails, the position is restored and the result is `undefined`. */
  protected attempt<Result>(read: () => Result | undefined): Result | undefined {
    const { position } = this;
    let result: Result | undefined;
    try {
      result = read();
    } catch (error) {
      if (!(error instanceof PythonSyntaxError)) throw error;
    }
    if (result === undefined) this.moveTo(position);
    return result;
  }

  /** Parses a comma-separated list up to and including a closing bracket. A trailing comma is allowed. */
  protected list<Item>(closing: string, read: () => Item): Item[] {
    const items: Item[] = [];
    while (!this.at(closing)) {
      items.push(read());
      if (!this.take(',')) break;
    }
    this.expect(closing);
    return items;
  }
}
