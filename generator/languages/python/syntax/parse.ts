/** Parses Python up to 3.14 into a syntax tree. Throws if the text cannot be parsed. */
import type {
  Alias,
  Clause,
  Expression,
  Handler,
  Identifier,
  MatchCase,
  Module,
  Statement,
  Suite,
  TypeParameter,
  WithItem,
} from './nodes.js';
import { isKeyword, optional } from './operands.js';
import { PatternReader } from './patterns.js';
import { tokensOf } from './tokens.js';

export function parsePython(text: string, tokens = tokensOf(text)): Module {
  return new StatementReader(text, tokens).module();
}

/** The syntax tree of a module of an application, which can have errors. */
export function pythonModule(text: string): Module | undefined {
  try {
    return parsePython(text);
  } catch {
    return undefined;
  }
}

/** Parses the expression in a range of a text, for example inside a quoted annotation. */
export function parseExpression(text: string, start = 0, end = text.length): Expression {
  return new StatementReader(text, tokensOf(text, true, start, end)).wholeExpression();
}

class StatementReader extends PatternReader {
  module(): Module {
    const body: Statement[] = [];
    while (!this.isKind('end')) body.push(...this.statement());
    return { type: 'Module', start: 0, end: this.text.length, body };
  }

  wholeExpression(): Expression {
    const value = this.at('yield') ? this.yielded() : this.elements();
    return this.isKind('end') ? value : this.fail('the end');
  }

  protected override inner(start: number, end: number): Expression {
    return parseExpression(this.text, start, end);
  }

  /** A statement, or several on one line. */
  private statement(): Statement[] {
    const compound = this.compound();
    if (compound !== undefined) return [compound];
    const statements = [this.simple()];
    while (this.take(';')) {
      if (this.isKind('newline')) break;
      statements.push(this.simple());
    }
    this.expectKind('newline');
    return statements;
  }

  private suite(): Suite {
    this.expect(':');
    if (!this.isKind('newline')) return this.statement();
    this.next();
    this.expectKind('indent');
    const body: Statement[] = [];
    while (!this.isKind('dedent')) body.push(...this.statement());
    this.next();
    return body;
  }

  private compound(): Statement | undefined {
    const { start, text, kind } = this.token;
    if (kind !== 'name' && text !== '@') return undefined;
    const isAsync = text === 'async';
    if (text === '@' || text === 'def' || text === 'class' || (isAsync && this.peek(1).text === 'def')) {
      return this.definition(start);
    }
    if (isAsync) this.next();
    if (this.take('if')) return this.conditional(start);
    if (this.take('while')) return this.loop(start);
    if (this.take('for')) return this.forLoop(start, isAsync);
    if (this.take('with')) return this.withBlock(start, isAsync);
    if (this.take('try')) return this.tried(start);
    return text === 'match' ? this.attempt(() => this.match(start)) : undefined;
  }

  private definition(start: number): Statement {
    const decorators: Expression[] = [];
    while (this.take('@')) {
      decorators.push(this.namedExpression());
      this.expectKind('newline');
    }
    if (this.take('class')) {
      const name = this.identifier();
      const types = optional({ typeParameters: this.typeParameters() });
      const args = this.take('(') ? this.callArguments() : [];
      const body = this.suite();
      return { type: 'ClassDef', start, end: endOf(body), decorators, name, ...types, arguments: args, body };
    }
    const isAsync = this.take('async');
    this.expect('def');
    const name = this.identifier();
    const types = optional({ typeParameters: this.typeParameters() });
    this.expect('(');
    const parameters = this.parameters(')', true);
    const returns = this.take('->') ? this.expression() : undefined;
    const body = this.suite();
    const span = { start, end: endOf(body) };
    return {
      type: 'FunctionDef',
      ...span,
      isAsync,
      decorators,
      name,
      ...types,
      parameters,
      ...optional({ returns }),
      body,
    };
  }

  /** The type parameters of a definition, in brackets, if there are any. */
  private typeParameters(): TypeParameter[] | undefined {
    if (!this.take('[')) return undefined;
    const parameters = this.list(']', () => this.typeParameter());
    return parameters.length === 0 ? this.fail('a type parameter') : parameters;
  }

  private typeParameter(): TypeParameter {
    const { start } = this.token;
    const kind = this.take('**') ? 'ParamSpec' : this.take('*') ? 'TypeVarTuple' : 'TypeVar';
    const name = this.identifier();
    const bound = kind === 'TypeVar' && this.take(':') ? this.expression() : undefined;
    const preset = this.take('=') ? (kind === 'TypeVarTuple' ? this.element() : this.expression()) : undefined;
    return { type: 'TypeParameter', start, end: this.end, kind, name, ...optional({ bound, default: preset }) };
  }

  private conditional(start: number): Statement {
    const test = this.namedExpression();
    const body = this.suite();
    const clauses: Clause[] = [{ type: 'Clause', start, end: endOf(body), test, body }];
    while (this.at('elif', 'else')) {
      const { start: from, text } = this.next();
      const next = text === 'elif' ? this.namedExpression() : undefined;
      const suite = this.suite();
      clauses.push({ type: 'Clause', start: from, end: endOf(suite), ...optional({ test: next }), body: suite });
      if (next === undefined) break;
    }
    return { type: 'If', start, end: clauses.at(-1)?.end ?? start, clauses };
  }

  private loop(start: number): Statement {
    const test = this.namedExpression();
    const body = this.suite();
    const orelse = this.otherwise('else');
    return { type: 'While', start, end: endOf(orelse ?? body), test, body, ...optional({ orelse }) };
  }

  private forLoop(start: number, isAsync: boolean): Statement {
    const target = this.targets();
    this.expect('in');
    const iter = this.elements();
    const body = this.suite();
    const orelse = this.otherwise('else');
    return { type: 'For', start, end: endOf(orelse ?? body), isAsync, target, iter, body, ...optional({ orelse }) };
  }

  private otherwise(word: 'else' | 'finally'): Suite | undefined {
    return this.take(word) ? this.suite() : undefined;
  }

  private withBlock(start: number, isAsync: boolean): Statement {
    const items = this.attempt(() => this.itemsInBrackets()) ?? this.items();
    const body = this.suite();
    return { type: 'With', start, end: endOf(body), isAsync, items, body };
  }

  private itemsInBrackets(): WithItem[] | undefined {
    this.expect('(');
    const items = this.list(')', () => this.withItem());
    return this.at(':') && items.length > 0 ? items : undefined;
  }

  private items(): WithItem[] {
    const items = [this.withItem()];
    while (this.take(',')) items.push(this.withItem());
    return items;
  }

  private withItem(): WithItem {
    const { start } = this.token;
    const value = this.expression();
    const target = this.take('as') ? this.primary() : undefined;
    return { type: 'WithItem', start, end: this.end, value, ...optional({ target }) };
  }

  private tried(start: number): Statement {
    const body = this.suite();
    const handlers: Handler[] = [];
    let isGroup = false;
    while (this.at('except')) {
      const { start: from } = this.next();
      isGroup = this.take('*');
      const kind = this.at(':') ? undefined : this.handled();
      const name = this.take('as') ? this.identifier() : undefined;
      const suite = this.suite();
      handlers.push({ type: 'Handler', start: from, end: endOf(suite), ...optional({ kind, name }), body: suite });
    }
    const orelse = this.otherwise('else');
    const finalbody = this.otherwise('finally');
    const end = endOf(finalbody ?? orelse ?? handlers.at(-1)?.body ?? body);
    return { type: 'Try', start, end, isGroup, body, handlers, ...optional({ orelse, finalbody }) };
  }

  /** What `except` names. Since Python 3.14, several exceptions need no parentheses. */
  private handled(): Expression {
    const { start } = this.token;
    const first = this.expression();
    if (!this.at(',')) return first;
    const elements = [first];
    while (this.take(',')) {
      if (this.at(':')) break;
      elements.push(this.expression());
    }
    return { type: 'Tuple', start, end: this.end, elements };
  }

  /** `match` is a keyword only if a case follows; otherwise it is an ordinary name. */
  private match(start: number): Statement | undefined {
    this.expect('match');
    const subject = this.elements();
    this.expect(':');
    this.expectKind('newline');
    this.expectKind('indent');
    const cases: MatchCase[] = [];
    while (!this.isKind('dedent')) cases.push(this.matchCase());
    this.next();
    return { type: 'Match', start, end: cases.at(-1)?.end ?? start, subject, cases };
  }

  private matchCase(): MatchCase {
    const { start } = this.token;
    this.expect('case');
    const pattern = this.patterns();
    const guard = this.take('if') ? this.namedExpression() : undefined;
    const body = this.suite();
    return { type: 'MatchCase', start, end: endOf(body), pattern, ...optional({ guard }), body };
  }

  private simple(): Statement {
    const { start, kind, text } = this.token;
    if (kind === 'name') {
      if (text === 'pass' || text === 'break' || text === 'continue') {
        const { end } = this.next();
        return { type: simpleWords[text], start, end };
      }
      if (this.take('return')) {
        const value = this.isAtEnd() ? undefined : this.elements();
        return { type: 'Return', start, end: this.end, ...optional({ value }) };
      }
      if (this.take('raise')) return this.raised(start);
      if (this.take('assert')) {
        const test = this.expression();
        const msg = this.take(',') ? this.expression() : undefined;
        return { type: 'Assert', start, end: this.end, test, ...optional({ msg }) };
      }
      if (this.take('del')) {
        const value = this.elements();
        const targets = value.type === 'Tuple' && this.text.charAt(value.start) !== '(' ? value.elements : [value];
        return { type: 'Delete', start, end: this.end, targets: targets as readonly Expression[] };
      }
      if (text === 'global' || text === 'nonlocal') {
        this.next();
        const names = [this.identifier()];
        while (this.take(',')) names.push(this.identifier());
        return { type: text === 'global' ? 'Global' : 'Nonlocal', start, end: this.end, names };
      }
      if (this.take('import')) {
        const names = [this.alias(true)];
        while (this.take(',')) names.push(this.alias(true));
        return { type: 'Import', start, end: this.end, names };
      }
      if (this.take('from')) return this.importFrom(start);
      // `type` is a keyword only before a name.
      if (text === 'type' && this.peek(1).kind === 'name' && !isKeyword(this.peek(1).text))
        return this.typeAlias(start);
    }
    return this.assignment(start);
  }

  private typeAlias(start: number): Statement {
    this.next();
    const name = this.identifier();
    const types = optional({ typeParameters: this.typeParameters() });
    this.expect('=');
    const value = this.expression();
    return { type: 'TypeAlias', start, end: this.end, name, ...types, value };
  }

  private isAtEnd(): boolean {
    return this.isKind('newline') || this.at(';');
  }

  private raised(start: number): Statement {
    const exc = this.isAtEnd() ? undefined : this.expression();
    const cause = this.take('from') ? this.expression() : undefined;
    return { type: 'Raise', start, end: this.end, ...optional({ exc, cause }) };
  }

  private importFrom(start: number): Statement {
    let level = 0;
    for (; this.at('.', '...'); this.next()) level += this.token.text.length;
    const module = this.at('import') ? '' : this.dotted();
    this.expect('import');
    const { start: at } = this.token;
    if (this.take('*')) {
      const names: Alias[] = [{ type: 'Alias', start: at, end: this.end, name: '*' }];
      return { type: 'ImportFrom', start, end: this.end, level, module, names };
    }
    if (this.take('(')) {
      const names = this.list(')', () => this.alias(false));
      return { type: 'ImportFrom', start, end: this.end, level, module, names };
    }
    const names = [this.alias(false)];
    while (this.take(',')) names.push(this.alias(false));
    return { type: 'ImportFrom', start, end: this.end, level, module, names };
  }

  private alias(isDotted: boolean): Alias {
    const { start } = this.token;
    const name = isDotted ? this.dotted() : this.identifier().text;
    const asName = this.take('as') ? this.identifier() : undefined;
    return { type: 'Alias', start, end: this.end, name, ...optional({ asName }) };
  }

  private dotted(): string {
    const names: Identifier[] = [this.identifier()];
    while (this.take('.')) names.push(this.identifier());
    return names.map(({ text }) => text).join('.');
  }

  private assignment(start: number): Statement {
    const first = this.assigned();
    if (this.take(':')) {
      const annotation = this.expression();
      const value = this.take('=') ? this.assigned() : undefined;
      return { type: 'AnnAssign', start, end: this.end, target: first, annotation, ...optional({ value }) };
    }
    const { kind, text } = this.token;
    if (kind === 'operator' && /^(?![<>=!:]=$).+=$/.test(text)) {
      this.next();
      const value = this.assigned();
      return { type: 'AugAssign', start, end: this.end, target: first, operator: text.slice(0, -1), value };
    }
    const all = [first];
    while (this.take('=')) all.push(this.assigned());
    const value = all.at(-1) ?? first;
    if (all.length === 1) return { type: 'Expr', start, end: this.end, value };
    return { type: 'Assign', start, end: this.end, targets: all.slice(0, -1), value };
  }

  private assigned(): Expression {
    return this.at('yield') ? this.yielded() : this.elements();
  }
}

const simpleWords = { pass: 'Pass', break: 'Break', continue: 'Continue' } as const;

function endOf(suite: Suite): number {
  return suite.at(-1)?.end ?? 0;
}
