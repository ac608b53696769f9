/** Splits Python source into tokens, including line ends and indentation. */
import { formattedEnd } from './strings.js';

export type TokenKind = 'name' | 'number' | 'string' | 'operator' | 'newline' | 'indent' | 'dedent' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Thrown for text that is not valid Python. */
export class PythonSyntaxError extends Error {
  constructor(text: string, at: number, expected: string) {
    const line = text.slice(0, at).split('\n').length;
    super(`Line ${line} of Python that cannot be read: ${expected}, not ${JSON.stringify(text.slice(at, at + 20))}`);
    this.name = 'PythonSyntaxError';
  }
}

/**
 * Returns the tokens in a range of a text; `isExpression`: line ends and indentation are ignored, as inside brackets.
 */
export function tokensOf(text: string, isExpression = false, from = 0, to = text.length): Token[] {
  const tokens: Token[] = [];
  const indents = [0];
  let depth = isExpression ? 1 : 0;
  let isLineStart = !isExpression;
  let at = from;
  const push = (kind: TokenKind, start: number, end: number): void => {
    tokens.push({ kind, text: text.slice(start, end), start, end });
  };
  while (at < to) {
    if (isLineStart) {
      at += match(indentation, text, at).length;
      isLineStart = false;
      // Lines that contain only a comment do not affect indentation.
      if (at < to && !'\n\r#'.includes(text.charAt(at))) setIndent(indents, at - lineStart(text, at), at, push, text);
      continue;
    }
    const formatted = 'fFtTrR'.includes(text.charAt(at)) ? formattedEnd(text, at, to) : undefined;
    if (formatted !== undefined) {
      push('string', at, formatted);
      at = formatted;
      continue;
    }
    pattern.lastIndex = at;
    const [whole = '', lineEnd, string, name, number, operator] = pattern.exec(text) ?? [];
    if (whole === '') throw new PythonSyntaxError(text, at, 'a token was expected');
    const end = at + whole.length;
    if (operator !== undefined) {
      push('operator', at, end);
      if (operator === '(' || operator === '[' || operator === '{') depth += 1;
      else if (operator === ')' || operator === ']' || operator === '}') depth -= 1;
    } else if (name !== undefined) push('name', at, end);
    else if (string !== undefined) push('string', at, end);
    else if (number !== undefined) push('number', at, end);
    else if (lineEnd !== undefined) {
      const last = tokens.at(-1)?.kind ?? 'newline';
      if (depth === 0 && last !== 'newline' && last !== 'indent' && last !== 'dedent') push('newline', at, at + 1);
      isLineStart = depth === 0;
    }
    at = end;
  }
  if (!isExpression) {
    if (!['newline', 'dedent'].includes(tokens.at(-1)?.kind ?? 'newline')) push('newline', to, to);
    setIndent(indents, 0, to, push, text);
  }
  push('end', to, to);
  return tokens;
}

function setIndent(
  indents: number[],
  width: number,
  at: number,
  push: (kind: TokenKind, start: number, end: number) => void,
  text: string,
): void {
  if (width > (indents.at(-1) ?? 0)) {
    indents.push(width);
    push('indent', at, at);
    return;
  }
  while (width < (indents.at(-1) ?? 0)) {
    indents.pop();
    push('dedent', at, at);
  }
  if (width !== indents.at(-1))
    throw new PythonSyntaxError(text, at, 'the indentation of an enclosing block was expected');
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

const indentation = /[ \t\f]*/y;

/** White space and comments, or a line end, string, name, number or operator. */
const pattern = new RegExp(
  [
    /(?:[ \t\f]|\\\r?\n|#[^\n\r]*)+/,
    /(\r?\n)/,
    /((?:[bB][rR]?|[rR][bB]?|[uU])?(?:"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'))/,
    /([\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*)/u,
    /(0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJ]?)/,
    /(\*\*=|\/\/=|>>=|<<=|\.\.\.|:=|->|[-+*/%@&|^=<>!]=|\*\*|\/\/|<<|>>|[-+*/%@&|^~<>()[\]{},:.;=])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'uy',
);
