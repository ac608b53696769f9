import { ExpressionReader } from './expressions.js';
import type { Expression, Identifier, Pattern } from './nodes.js';
import { optional } from './operands.js';

/** Parses the patterns of `match`. */
export abstract class PatternReader extends ExpressionReader {
  /** The pattern after `case`, where a sequence needs no brackets. */
  protected patterns(): Pattern {
    const { start } = this.token;
    const first = this.starOrPattern();
    if (first.type !== 'MatchStar' && !this.at(',')) return first;
    const patterns = [first];
    while (this.take(',')) {
      if (this.at(':', 'if')) break;
      patterns.push(this.starOrPattern());
    }
    return { type: 'MatchSequence', start, end: this.end, patterns };
  }

  private starOrPattern(): Pattern {
    const { start } = this.token;
    if (!this.take('*')) return this.pattern();
    return { type: 'MatchStar', ...optional({ name: this.capture() }), start, end: this.end };
  }

  private pattern(): Pattern {
    const { start } = this.token;
    const first = this.closedPattern();
    const patterns = [first];
    while (this.take('|')) patterns.push(this.closedPattern());
    const pattern: Pattern = patterns.length === 1 ? first : { type: 'MatchOr', start, end: this.end, patterns };
    if (!this.take('as')) return pattern;
    const name = this.identifier();
    return { type: 'MatchAs', start, end: this.end, pattern, name };
  }

  private closedPattern(): Pattern {
    const { start, kind } = this.token;
    if (this.take('(')) return this.group(start);
    if (this.take('[')) {
      const patterns = this.list(']', () => this.starOrPattern());
      return { type: 'MatchSequence', start, end: this.end, patterns };
    }
    if (this.take('{')) return this.mapping(start);
    const isName = kind === 'name' && !this.at('None', 'True', 'False');
    if (isName && !['.', '('].includes(this.peek(1).text)) {
      return { type: 'MatchAs', ...optional({ name: this.capture() }), start, end: this.end };
    }
    if (!isName) return this.literal();
    const value = this.dottedName();
    if (!this.take('(')) return { type: 'MatchValue', start, end: this.end, value };
    return this.classPattern(start, value);
  }

  private group(start: number): Pattern {
    if (this.take(')')) return { type: 'MatchSequence', start, end: this.end, patterns: [] };
    const first = this.starOrPattern();
    if (first.type !== 'MatchStar' && this.take(')')) return first;
    const rest = this.take(',') ? this.list(')', () => this.starOrPattern()) : (this.expect(')'), []);
    return { type: 'MatchSequence', start, end: this.end, patterns: [first, ...rest] };
  }

  private mapping(start: number): Pattern {
    const keys: Expression[] = [];
    const patterns: Pattern[] = [];
    let rest: Identifier | undefined;
    this.list('}', () => {
      if (this.take('**')) {
        rest = this.identifier();
        return;
      }
      const isDotted = this.isKind('name') && !this.at('None', 'True', 'False');
      keys.push(isDotted ? this.dottedName() : this.operation());
      this.expect(':');
      patterns.push(this.pattern());
    });
    return { type: 'MatchMapping', start, end: this.end, keys, patterns, ...optional({ rest }) };
  }

  private classPattern(start: number, name: Expression): Pattern {
    const patterns: Pattern[] = [];
    const attributes: Identifier[] = [];
    const named: Pattern[] = [];
    this.list(')', () => {
      if (this.isKind('name') && this.peek(1).text === '=') {
        attributes.push(this.identifier());
        this.expect('=');
        named.push(this.pattern());
      } else patterns.push(this.pattern());
    });
    return { type: 'MatchClass', start, end: this.end, class: name, patterns, attributes, named };
  }

  /** A literal, possibly a complex number such as `1 + 2j`. `|` is not an operator here, because it separates patterns. */
  private literal(): Pattern {
    const { start } = this.token;
    let value = this.signed();
    if (this.at('+', '-')) {
      const operator = this.next().text;
      const right = this.signed();
      value = { type: 'BinOp', start, end: this.end, left: value, operator, right };
    }
    return { type: 'MatchValue', start, end: this.end, value };
  }

  private signed(): Expression {
    const { start } = this.token;
    if (!this.take('-')) return this.primary();
    const operand = this.primary();
    return { type: 'UnaryOp', start, end: this.end, operator: '-', operand };
  }

  private dottedName(): Expression {
    const first = this.identifier();
    let value: Expression = { type: 'Name', start: first.start, end: first.end, id: first.text };
    while (this.take('.')) {
      const attribute = this.identifier();
      value = { type: 'Attribute', start: first.start, end: this.end, value, attribute };
    }
    return value;
  }

  /** A capture target; `_` captures nothing. */
  private capture(): Identifier | undefined {
    const name = this.identifier();
    return name.text === '_' ? undefined : name;
  }
}
