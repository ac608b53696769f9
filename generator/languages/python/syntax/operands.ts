import type { Argument, Comprehension, DictItem, Expression, Identifier, Slice, TextPart } from './nodes.js';
import { TokenReader } from './reader.js';
import { hasHoles, holesOf, readLiteral, unescaped } from './strings.js';
import type { Token } from './tokens.js';

/**
 * Parses operands: names, literals, parenthesised expressions, displays and comprehensions, with calls, attributes and
 * subscripts.
 */
export abstract class OperandReader extends TokenReader {
  /** An expression that can be an argument, except an assignment expression (`:=`). */
  protected abstract expression(): Expression;
  /** The same, or an assignment expression. */
  protected abstract namedExpression(): Expression;
  /** An expression without a conditional, as required after `in` in a comprehension. */
  protected abstract disjunction(): Expression;
  /** An expression that can follow `*`. */
  protected abstract operation(): Expression;
  /** An expression inside a string. */
  protected abstract inner(start: number, end: number): Expression;

  /** An operand with its calls, attributes and subscripts. */
  protected primary(): Expression {
    const { start } = this.token;
    let value = this.atom();
    for (;;) {
      if (this.take('.')) {
        const attribute = this.identifier();
        value = { type: 'Attribute', start, end: this.end, value, attribute };
      } else if (this.take('(')) {
        const args = this.callArguments();
        value = { type: 'Call', start, end: this.end, callee: value, arguments: args };
      } else if (this.take('[')) {
        const slice = this.slices();
        value = { type: 'Subscript', start, end: this.end, value, slice };
      } else return value;
    }
  }

  protected identifier(): Identifier {
    const { text, start, end } = this.expectKind('name');
    return { type: 'Identifier', start, end, text };
  }

  /** The arguments of a call, after the opening parenthesis. */
  protected callArguments(): Argument[] {
    const opening = this.end - 1;
    return this.list(')', () => this.argument(opening));
  }

  private argument(opening: number): Argument {
    const { start } = this.token;
    if (this.take('**')) {
      const value = this.expression();
      return { type: 'Argument', start, end: this.end, isMapping: true, value };
    }
    if (this.isKind('name') && this.peek(1).text === '=') {
      const keyword = this.identifier();
      this.expect('=');
      const value = this.expression();
      return { type: 'Argument', start, end: this.end, keyword, isMapping: false, value };
    }
    const value = this.take('*') ? this.starred(start) : this.namedExpression();
    if (!this.at('for', 'async')) return { type: 'Argument', start, end: this.end, isMapping: false, value };
    // A generator expression that is the only argument needs no parentheses of its own.
    const generators = this.comprehensions();
    const around = { start: opening, end: this.token.end };
    const generator: Expression = { type: 'GeneratorExp', ...around, element: value, generators };
    return { type: 'Argument', start, end: this.end, isMapping: false, value: generator };
  }

  private starred(start: number): Expression {
    const value = this.expression();
    return { type: 'Starred', start, end: this.end, value };
  }

  /** An item of a list, set or tuple: starred, or an expression that may contain `:=`. */
  protected element(): Expression {
    const { start } = this.token;
    if (!this.take('*')) return this.namedExpression();
    const value = this.operation();
    return { type: 'Starred', start, end: this.end, value };
  }

  private slices(): Expression | Slice {
    const { start } = this.token;
    const first = this.slice();
    if (first.type !== 'Starred' && this.take(']')) return first;
    const elements = [first];
    while (this.take(',')) {
      if (this.at(']')) break;
      elements.push(this.slice());
    }
    const { end } = this;
    this.expect(']');
    return { type: 'Tuple', start, end, elements };
  }

  private slice(): Expression | Slice {
    const { start } = this.token;
    const lower = this.at(':') ? undefined : this.element();
    if (lower !== undefined && !this.at(':')) return lower;
    this.expect(':');
    const upper = this.at(':', ',', ']') ? undefined : this.expression();
    const step = this.take(':') && !this.at(',', ']') ? this.expression() : undefined;
    return { type: 'Slice', start, end: this.end, ...optional({ lower, upper, step }) };
  }

  private atom(): Expression {
    const { kind, text, start, end } = this.token;
    if (kind === 'string') return this.strings();
    if (kind === 'number') {
      this.next();
      return { type: 'Constant', start, end, kind, value: text };
    }
    if (kind === 'name' && (words.has(text) || !keywords.has(text))) {
      this.next();
      if (words.has(text)) return { type: 'Constant', start, end, kind: 'word', value: text };
      return { type: 'Name', start, end, id: text };
    }
    if (this.take('...')) return { type: 'Constant', start, end, kind: 'word', value: text };
    if (this.take('(')) return this.parenthesised(start);
    if (this.take('[')) return this.listOrComprehension(start);
    if (this.take('{')) return this.braces(start);
    return this.fail('an expression');
  }

  private parenthesised(start: number): Expression {
    if (this.at('yield')) {
      const value = this.yielded();
      this.expect(')');
      return value;
    }
    if (this.take(')')) return { type: 'Tuple', start, end: this.end, elements: [] };
    const element = this.element();
    if (this.at('for', 'async')) {
      const generators = this.comprehensions();
      this.expect(')');
      return { type: 'GeneratorExp', start, end: this.end, element, generators };
    }
    if (element.type !== 'Starred' && this.take(')')) return element;
    this.expect(',');
    const elements = [element, ...this.list(')', () => this.element())];
    return { type: 'Tuple', start, end: this.end, elements };
  }

  /** A `yield` expression. */
  protected yielded(): Expression {
    const { start } = this.token;
    this.expect('yield');
    if (this.take('from')) {
      const value = this.expression();
      return { type: 'YieldFrom', start, end: this.end, value };
    }
    const isBare = this.isKind('newline') || this.isKind('end') || this.at(')', ']', '}', '=', ';');
    return { type: 'Yield', ...optional({ value: isBare ? undefined : this.elements() }), start, end: this.end };
  }

  /** An expression, or a tuple without parentheses. */
  protected elements(): Expression {
    const { start } = this.token;
    const first = this.element();
    if (!this.at(',')) return first;
    const elements = [first];
    while (this.take(',')) {
      if (this.isKind('newline') || this.isKind('end') || this.at(')', ']', '}', '=', ':', ';', 'in')) break;
      elements.push(this.element());
    }
    return { type: 'Tuple', start, end: this.end, elements };
  }

  private listOrComprehension(start: number): Expression {
    if (this.take(']')) return { type: 'List', start, end: this.end, elements: [] };
    const element = this.element();
    if (this.at('for', 'async')) {
      const generators = this.comprehensions();
      this.expect(']');
      return { type: 'ListComp', start, end: this.end, element, generators };
    }
    const elements = [element, ...(this.take(',') ? this.list(']', () => this.element()) : (this.expect(']'), []))];
    return { type: 'List', start, end: this.end, elements };
  }

  private braces(start: number): Expression {
    if (this.take('}')) return { type: 'Dict', start, end: this.end, items: [] };
    const first = this.dictItem();
    if (this.at('for', 'async')) {
      const generators = this.comprehensions();
      this.expect('}');
      const span = { start, end: this.end, generators };
      return first.type === 'DictItem'
        ? { type: 'DictComp', ...span, element: first }
        : { type: 'SetComp', ...span, element: first };
    }
    const rest = this.take(',') ? this.list('}', () => this.dictItem()) : (this.expect('}'), []);
    const all = [first, ...rest];
    const items = all.filter((one) => one.type === 'DictItem');
    if (items.length === all.length) return { type: 'Dict', start, end: this.end, items };
    if (items.length > 0) this.fail('a set or a dictionary');
    return { type: 'Set', start, end: this.end, elements: all as Expression[] };
  }

  private dictItem(): DictItem | Expression {
    const { start } = this.token;
    if (this.take('**')) {
      const value = this.operation();
      return { type: 'DictItem', start, end: this.end, value };
    }
    const key = this.element();
    if (!this.take(':')) return key;
    const value = this.expression();
    return { type: 'DictItem', start, end: this.end, key, value };
  }

  private comprehensions(): Comprehension[] {
    const generators: Comprehension[] = [];
    while (this.at('for', 'async')) {
      const { start } = this.token;
      const isAsync = this.take('async');
      this.expect('for');
      const target = this.targets();
      this.expect('in');
      const iter = this.disjunction();
      const conditions: Expression[] = [];
      while (this.take('if')) conditions.push(this.condition());
      generators.push({ type: 'Comprehension', start, end: this.end, isAsync, target, iter, conditions });
    }
    return generators;
  }

  private condition(): Expression {
    const isNamed = this.isKind('name') && this.peek(1).text === ':=';
    return isNamed ? this.namedExpression() : this.disjunction();
  }

  /** The targets of `for`. */
  protected targets(): Expression {
    const { start } = this.token;
    const first = this.target();
    if (!this.at(',')) return first;
    const elements = [first];
    while (this.take(',')) {
      if (this.at('in', '=')) break;
      elements.push(this.target());
    }
    return { type: 'Tuple', start, end: this.end, elements };
  }

  private target(): Expression {
    const { start } = this.token;
    if (!this.take('*')) return this.primary();
    const value = this.primary();
    return { type: 'Starred', start, end: this.end, value };
  }

  /** A string, or several adjacent ones. */
  private strings(): Expression {
    const { start } = this.token;
    const literals: Token[] = [];
    while (this.isKind('string')) literals.push(this.next());
    const { end } = this;
    const read = literals.map((token) => readLiteral(token.text, token.start));
    if (read.some(hasHoles)) {
      const parts = read.flatMap((one) =>
        hasHoles(one) ? this.holes(one.start, one.end, { isRaw: one.prefix.includes('r') }) : [],
      );
      const isTemplate = read.some(({ prefix }) => prefix.includes('t'));
      return { type: 'JoinedStr', start, end, isTemplate, parts };
    }
    const value = read.map((one) => unescaped(this.text.slice(one.start, one.end), one.prefix)).join('');
    const kind = read.some(({ prefix }) => prefix.includes('b')) ? 'bytes' : 'string';
    return { type: 'Constant', start, end, kind, value };
  }

  private holes(from: number, to: number, manner: { isRaw: boolean; isFormat?: boolean }): TextPart[] {
    return holesOf(this.text, from, to, manner).map(({ start, valueEnd, conversion, format, end }) => ({
      type: 'FormattedValue',
      start: start - 1,
      end: end + 1,
      value: this.inner(start, valueEnd),
      conversion,
      format: format === undefined ? [] : this.holes(format.start, format.end, { ...manner, isFormat: true }),
    }));
  }
}

/** Returns the fields whose value is not `undefined`. */
export function optional<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: Exclude<Fields[Key], undefined>;
  };
}

const words = new Set(['None', 'True', 'False']);

/** Whether a word cannot be a name. */
export function isKeyword(word: string): boolean {
  return keywords.has(word) || words.has(word);
}

const keywords = new Set(
  `and as assert async await break class continue def del elif else except finally for from global if import in is lambda
  nonlocal not or pass raise return try while with yield`.split(/\s+/),
);
