/**
 * The canonical text for header hashes: the syntax tree of the code, with its comments. Formatters can change line
 * breaks, quotes, trailing commas, redundant parentheses, the indentation of docstrings and the order of imports without
 * changing this text. Any other change affects it. This is several times faster than formatting the code.
 */
import { childrenOf } from './syntax/nodes.js';
import type { Constant, Import, ImportFrom, JoinedStr, Node, TextPart } from './syntax/nodes.js';
import { parsePython } from './syntax/parse.js';
import { readLiteral, unescaped } from './syntax/strings.js';
import { tokensOf } from './syntax/tokens.js';
import type { Token } from './syntax/tokens.js';

/** Throws if the text is not valid code, for example because of merge conflict markers. */
export function canonicalPython(code: string): string {
  return new Describer(code, tokensOf(code)).describe(parsePython(code));
}

class Describer {
  private readonly code: string;
  private readonly tokens: readonly Token[];
  /** The position of the next token in the list, and the offset at which the previous one ends. */
  private next = 0;
  private at: number;

  constructor(code: string, tokens: readonly Token[], start = 0) {
    this.code = code;
    this.tokens = tokens;
    this.at = start;
  }

  /** A node as text. Its type and the parentheses stand for separators and indentation, which are left out. */
  describe(node: Node): string {
    if (node.type === 'JoinedStr') return this.formatted(node);
    if (isText(node)) return this.text(node, node.value);
    const parts: string[] = [];
    let imports: string[] = [];
    for (const child of Array.from(childrenOf(node)).sort((one, other) => one.start - other.start)) {
      const between = this.textsUpTo(child.start);
      const isImport = child.type === 'Import' || child.type === 'ImportFrom';
      if (!isImport) {
        parts.push(...imports.sort());
        imports = [];
      }
      parts.push(...between);
      if (isImport) imports.push(...this.importsOf(child));
      else parts.push(this.describe(child));
    }
    const isWhole = node.type === 'Module';
    parts.push(...imports.sort(), ...this.textsUpTo(isWhole ? Infinity : node.end));
    // Formatters change the indentation of docstrings, which have no other effect than to be read.
    if (node.type === 'Expr' && isText(node.value)) {
      const lines = node.value.value.split('\n').map((line) => line.trim());
      return `Doc(${JSON.stringify(lines.filter((line) => line !== ''))})`;
    }
    return `${node.type}(${parts.join(' ')})`;
  }

  /** One text for each imported name, since a formatter can also split and join these statements. */
  private importsOf(node: Import | ImportFrom): string[] {
    const comments = this.textsUpTo(node.end).filter((text) => text.startsWith('#'));
    const from = node.type === 'Import' ? '' : `from ${'.'.repeat(node.level)}${node.module} `;
    const names = node.names.map(({ name, asName }) => `${name} as ${asName?.text ?? name}`);
    return [...comments, ...names.map((name) => `${from}import ${name}`)];
  }

  /** Adjacent strings are one, and quotes and escape sequences are resolved. */
  private text(node: Constant, value: string): string {
    const comments = this.textsUpTo(node.end).filter((text) => text.startsWith('#'));
    return [...comments, `${node.kind} ${JSON.stringify(value)}`].join(' ');
  }

  private formatted(node: JoinedStr): string {
    const first = this.next;
    const texts = this.textsUpTo(node.end).filter((text) => text.startsWith('#'));
    let text = '';
    for (const token of this.tokens.slice(first, this.next).filter(({ kind }) => kind === 'string')) {
      const { prefix, start, end } = readLiteral(token.text, token.start);
      const isFormatted = prefix.includes('f');
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
    return `JoinedStr(${[...texts, JSON.stringify(text)].join(' ')})`;
  }

  /** A replacement field of an f-string, with its conversion and format. */
  private field({ start, end, value }: TextPart): string {
    const inner = new Describer(this.code, tokensOf(this.code, true, start + 1, value.end), start + 1);
    inner.textsUpTo(value.start);
    const rest = this.code.slice(value.end, end).replace(/^[\s),]+/, '');
    return `{${inner.describe(value)} ${JSON.stringify(rest)}`;
  }

  /** The next comments, keywords and operators, without what a formatter may change. */
  private textsUpTo(end: number): string[] {
    const texts: string[] = [];
    for (let token = this.tokens[this.next]; token !== undefined && token.start < end; token = this.tokens[this.next]) {
      if (token.start - this.at > 1) {
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
}

/** Whether a formatter may add or remove a token: the types of the nodes say the same. */
function isLayout({ kind, text }: Token): boolean {
  return !['name', 'number', 'string', 'operator'].includes(kind) || ['(', ')', ',', ';'].includes(text);
}

function isText(node: Node): node is Constant {
  return node.type === 'Constant' && (node.kind === 'string' || node.kind === 'bytes');
}
