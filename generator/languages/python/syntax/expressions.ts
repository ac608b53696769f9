import type { Expression, Parameter, ParameterKind } from './nodes.js';
import { OperandReader, optional } from './operands.js';

/** Parses expressions by operator precedence. */
export abstract class ExpressionReader extends OperandReader {
  protected override namedExpression(): Expression {
    const { start, kind } = this.token;
    if (kind !== 'name' || this.peek(1).text !== ':=') return this.expression();
    const target = this.identifier();
    this.expect(':=');
    const value = this.expression();
    const name = { type: 'Name', start: target.start, end: target.end, id: target.text } as const;
    return { type: 'NamedExpr', start, end: this.end, target: name, value };
  }

  protected override expression(): Expression {
    if (this.at('lambda')) return this.lambda();
    const { start } = this.token;
    const body = this.disjunction();
    if (!this.take('if')) return body;
    const test = this.disjunction();
    this.expect('else');
    const orelse = this.expression();
    return { type: 'IfExp', start, end: this.end, test, body, orelse };
  }

  private lambda(): Expression {
    const { start } = this.token;
    this.expect('lambda');
    const parameters = this.parameters(':', false);
    const body = this.expression();
    return { type: 'Lambda', start, end: this.end, parameters, body };
  }

  /** Parses parameters up to and including `)` or `:`. */
  protected parameters(closing: string, isAnnotated: boolean): Parameter[] {
    const parameters: Parameter[] = [];
    let kind: ParameterKind = 'either';
    this.list(closing, () => {
      if (this.take('/')) {
        parameters.forEach((one, index) => (parameters[index] = { ...one, kind: 'positional' }));
      } else if (this.take('**')) parameters.push(this.parameter('keywords', isAnnotated));
      else if (this.take('*')) {
        kind = 'keyword';
        if (!this.at(',')) parameters.push(this.parameter('rest', isAnnotated));
      } else parameters.push(this.parameter(kind, isAnnotated));
    });
    return parameters;
  }

  private parameter(kind: ParameterKind, isAnnotated: boolean): Parameter {
    const { start } = this.token;
    const name = this.identifier();
    const annotation = isAnnotated && this.take(':') ? this.element() : undefined;
    const given = this.take('=') ? this.expression() : undefined;
    const stars = kind === 'rest' ? 1 : kind === 'keywords' ? 2 : 0;
    const fields = optional({ annotation, default: given });
    return { type: 'Parameter', start: start - stars, end: this.end, kind, name, ...fields };
  }

  protected override disjunction(): Expression {
    return this.junction('or', () => this.junction('and', () => this.negation()));
  }

  private junction(operator: 'and' | 'or', read: () => Expression): Expression {
    const { start } = this.token;
    const first = read();
    if (!this.at(operator)) return first;
    const values = [first];
    while (this.take(operator)) values.push(read());
    return { type: 'BoolOp', start, end: this.end, operator, values };
  }

  private negation(): Expression {
    const { start } = this.token;
    if (!this.take('not')) return this.comparison();
    const operand = this.negation();
    return { type: 'UnaryOp', start, end: this.end, operator: 'not', operand };
  }

  private comparison(): Expression {
    const { start } = this.token;
    const left = this.operation();
    const operators: string[] = [];
    const comparators: Expression[] = [];
    for (let operator = this.comparator(); operator !== undefined; operator = this.comparator()) {
      operators.push(operator);
      comparators.push(this.operation());
    }
    return operators.length === 0 ? left : { type: 'Compare', start, end: this.end, left, operators, comparators };
  }

  private comparator(): string | undefined {
    if (this.at('<', '>', '==', '>=', '<=', '!=', 'in')) return this.next().text;
    if (this.take('is')) return this.take('not') ? 'is not' : 'is';
    if (!this.at('not')) return undefined;
    this.next();
    this.expect('in');
    return 'not in';
  }

  protected override operation(): Expression {
    return this.binary(0);
  }

  private binary(level: number): Expression {
    const { start } = this.token;
    let left = this.unary();
    for (let own = this.precedence(); own >= level; own = this.precedence()) {
      const operator = this.next().text;
      const right = this.binary(own + 1);
      left = { type: 'BinOp', start, end: this.end, left, operator, right };
    }
    return left;
  }

  /** The precedence of the next token, or -1 if it is not a binary operator. */
  private precedence(): number {
    const { kind, text } = this.token;
    return kind === 'operator' ? (precedences[text] ?? -1) : -1;
  }

  private unary(): Expression {
    const { start } = this.token;
    if (!this.at('-', '+', '~')) return this.power();
    const operator = this.next().text;
    const operand = this.unary();
    return { type: 'UnaryOp', start, end: this.end, operator, operand };
  }

  private power(): Expression {
    const { start } = this.token;
    const left = this.awaited();
    if (!this.take('**')) return left;
    const right = this.unary();
    return { type: 'BinOp', start, end: this.end, left, operator: '**', right };
  }

  private awaited(): Expression {
    const { start } = this.token;
    if (!this.take('await')) return this.primary();
    const value = this.primary();
    return { type: 'Await', start, end: this.end, value };
  }
}

/** Operators with a higher number bind more tightly. */
const precedences: Readonly<Record<string, number>> = {
  '|': 0,
  '^': 1,
  '&': 2,
  '<<': 3,
  '>>': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '//': 5,
  '%': 5,
  '@': 5,
};
