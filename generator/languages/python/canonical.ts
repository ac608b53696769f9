/**
 * The canonical text for header hashes: the syntax tree of the code, with its comments. Formatters can change line
 * breaks, quotes, trailing commas, redundant parentheses, the indentation of docstrings and the order of imports without
 * changing this text. Any other change affects it. This is several times faster than formatting the code.
 */
import { childrenOf } from './syntax/nodes.js';
import type { Constant, Import, ImportFrom, JoinedStr, Node, TextPart } from './syntax/nodes.js';
import { parsePython } from './syntax/parse.js';
import { hasHoles, readLiteral, unescaped } from './syntax/strings.js';
import { tokensOf } from './syntax/tokens.js';
import type { Token } from './syntax/tokens.js';

/** Throws if the text is not valid code, for example because of merge conflict markers. */
export function canonicalPython(code: string): string {
  const tokens = tokensOf(code);
  return new Describer(code, tokens).described(parsePython(code, tokens));
}

class Describer {
  private readonly code: string;
  private readonly tokens: readonly Token[];
  /** The position of the next token in the list, and the offset at which the previous one ends. */
  private next = 0;
  private at: number;
  /** The next `#` of the code, which can also be part of a string. */
  private hash = -1;
  private text = '';
  private isFirst = true;

  constructor(code: string, tokens: readonly Token[], start = 0) {
    this.code = code;
    this.tokens = tokens;
    this.at = start;
  }

  /** A node as text. Its type and the parentheses stand for separators and indentation, which are left out. */
  described(node: Node): string {
    this.describe(node);
    return this.text;
  }

  private describe(node: Node): void {
    if (node.type === 'JoinedStr') this.describeFormatted(node);
    else if (isText(node)) this.describeText(node);
    else if (node.type === 'Expr' && isText(node.value)) this.describeDocstring(node.value, node.end);
    else this.describeParts(node);
  }

  private describeParts(node: Node): void {
    this.add(`${node.type}(`);
    this.isFirst = true;
    const imports: string[] = [];
    for (const child of childrenInOrder(node)) {
      const isImport = child.type === 'Import' || child.type === 'ImportFrom';
      if (!isImport) this.addAll(imports.splice(0).sort());
      this.addAll(this.textsUpTo(child.start));
      if (isImport) imports.push(...this.importsOf(child));
      else this.describe(child);
    }
    this.addAll(imports.sort());
    this.addAll(this.textsUpTo(node.type === 'Module' ? Infinity : node.end));
    this.text += ')';
    this.isFirst = false;
  }

  private add(text: string): void {
    this.text += this.isFirst ? text : ` ${text}`;
    this.isFirst = false;
  }

  private addAll(texts: readonly string[]): void {
    for (const text of texts) this.add(text);
  }

  /** Formatters change the indentation of docstrings, which have no other effect than to be read. */
  private describeDocstring({ value }: Constant, end: number): void {
    this.textsUpTo(end);
    const lines = value.split('\n').map((line) => line.trim());
    this.add(`Doc(${JSON.stringify(lines.filter((line) => line !== ''))})`);
  }

  /** One text for each imported name, since a formatter can also split and join these statements. */
  private importsOf(node: Import | ImportFrom): string[] {
    const from = node.type === 'Import' ? '' : `from ${'.'.repeat(node.level)}${node.module} `;
    const names = node.names.map(({ name, asName }) => `${name} as ${asName?.text ?? name}`);
    return [...this.commentsUpTo(node.end), ...names.map((name) => `${from}import ${name}`)];
  }

  /** Adjacent strings are one, and quotes and escape sequences are resolved. */
  private describeText({ kind, value, end }: Constant): void {
    this.addAll(this.commentsUpTo(end));
    this.add(`${kind} ${JSON.stringify(value)}`);
  }

  private describeFormatted(node: JoinedStr): void {
    const first = this.next;
    const texts = this.commentsUpTo(node.end);
    let text = '';
    for (const token of this.tokens.slice(first, this.next).filter(({ kind }) => kind === 'string')) {
      const { prefix, start, end } = readLiteral(token.text, token.start);
      const isFormatted = hasHoles({ prefix });
      const read = (from: number, to: number): void => {
        const inside = unescaped(this.code.slice(from, to), prefix);
        text += isFormatted ? inside.replace(/([{}])\1/g, '$1') : inside;
      };
      let at = start;
      for (const field of isFormatted ? node.parts.filter((one) => start <= one.start && one.end <= end) : []) {
        read(at, field.start);
        texts.push(JSON.stringify(text), this.field(field));
        text = '';
        at = field.end;
      }
      read(at, end);
    }
    this.add(`${node.isTemplate ? 'TemplateStr' : 'JoinedStr'}(${[...texts, JSON.stringify(text)].join(' ')})`);
  }

  /** A replacement field of an f-string, with its conversion and format. */
  private field({ start, end, value }: TextPart): string {
    const inner = new Describer(this.code, tokensOf(this.code, true, start + 1, value.end), start + 1);
    inner.textsUpTo(value.start);
    const rest = this.code.slice(value.end, end).replace(/^[\s),]+/, '');
    return `{${inner.described(value)} ${JSON.stringify(rest)}`;
  }

  private commentsUpTo(end: number): string[] {
    return this.textsUpTo(end).filter((text) => text.startsWith('#'));
  }

  /** The next comments, keywords and operators, without what a formatter may change. */
  private textsUpTo(end: number): string[] {
    const texts: string[] = [];
    for (let token = this.tokens[this.next]; token !== undefined && token.start < end; token = this.tokens[this.next]) {
      if (token.start - this.at > 1 && this.hasHash(token.start)) {
        const comments = this.code.slice(this.at, token.start).match(/#[^\n\r]*/g);
        // Some formatters break long comments into lines.
        if (comments !== null) texts.push(`#${comments.map((comment) => comment.slice(1).trim()).join(' ')}\n`);
      }
      if (!isLayout(token)) texts.push(token.kind === 'number' ? token.text.toLowerCase() : token.text);
      this.at = Math.max(this.at, token.end);
      this.next += 1;
    }
    return texts;
  }

  private hasHash(before: number): boolean {
    if (this.hash < this.at) this.hash = this.code.indexOf('#', this.at);
    if (this.hash === -1) this.hash = Infinity;
    return this.hash < before;
  }
}

function childrenInOrder(node: Node): readonly Node[] {
  const children = childrenOf(node);
  const isInOrder = children.every(
    (child, index) => index === 0 || (children[index - 1] ?? child).start <= child.start,
  );
  return isInOrder ? children : Array.from(children).sort((one, other) => one.start - other.start);
}

/** Whether a formatter may add or remove a token: the types of the nodes say the same. */
function isLayout({ kind, text }: Token): boolean {
  if (kind === 'operator') return text === '(' || text === ')' || text === ',' || text === ';';
  return kind !== 'name' && kind !== 'number' && kind !== 'string';
}

function isText(node: Node): node is Constant {
  return node.type === 'Constant' && (node.kind === 'string' || node.kind === 'bytes');
}
