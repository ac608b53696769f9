/**
 * Prints a diagnostic for people: the place, the message, the surrounding lines with the place underlined, and the help
 * text.
 */
import type { Diagnostic, SourceRange } from './diagnostic.js';
import { displayWidth } from './display-width.js';

export interface PrintOptions {
  /** The text of the file that the diagnostic is about. Without it, no lines are shown. */
  readonly source?: string | undefined;
  readonly color?: boolean | undefined;
}

/** Prints one diagnostic, without a line break at the end. */
export function printDiagnostic(found: Diagnostic, { source, color = false }: PrintOptions = {}): string {
  const paint = color ? painted : plain;
  const tone = found.severity === 'error' ? 'red' : 'yellow';
  const { range } = found;
  const at = range === undefined ? '' : `:${range.start.line}:${range.start.column}`;
  const place = found.file === undefined ? '' : `${paint('bold', visible(found.file) + at)}: `;
  const head = `${place}${paint(tone, `${found.severity}[${found.code}]`)}: ${visible(found.message)}`;
  const frame = range === undefined || source === undefined ? [] : frameLines(source, range, { paint, tone });
  const help = found.help === undefined ? [] : [`  ${paint('cyan', 'help:')} ${visible(found.help)}`];
  return [head, ...frame, ...help].join('\n');
}

/** Prints several diagnostics, separated by empty lines. */
export function printDiagnostics(all: readonly Diagnostic[], options: PrintOptions = {}): string {
  return all.map((one) => printDiagnostic(one, options)).join('\n\n');
}

type Tone = 'red' | 'yellow' | 'cyan' | 'bold' | 'dim';
type Paint = (tone: Tone, text: string) => string;

const plain: Paint = (_, text) => text;
const codes: Readonly<Record<Tone, number>> = { red: 31, yellow: 33, cyan: 36, bold: 1, dim: 2 };
const painted: Paint = (tone, text) => `\u001b[${codes[tone]}m${text}\u001b[0m`;

/** The maximum number of source columns to show. Longer lines are cut around the place. */
const widest = 100;

function frameLines(
  source: string,
  { start, end }: SourceRange,
  { paint, tone }: { paint: Paint; tone: Tone },
): string[] {
  const lines = linesAround(source, start);
  const gutter = String(start.line + 1).length;
  const line = lines.get(start.line) ?? '';
  const from = start.column - 1;
  // A range of several lines is underlined only on its first line.
  const to = end.line === start.line ? end.column - 1 : line.length;
  const window = windowOf(line, from);
  const shown: string[] = [];
  for (const number of [start.line - 1, start.line, start.line + 1]) {
    const text = lines.get(number);
    if (text === undefined) continue;
    const marker = number === start.line ? paint(tone, '>') : ' ';
    const label = paint('dim', `${String(number).padStart(gutter)} |`);
    shown.push(`${marker} ${label} ${cut(text, window)}`.trimEnd());
    if (number === start.line) {
      const before = displayWidth(cut(line.slice(0, from), { ...window, after: false }));
      const stretch = line.slice(from, Math.min(to, window.to));
      const underline = '^'.repeat(Math.max(1, displayWidth(visible(stretch))));
      shown.push(`  ${' '.repeat(gutter)} ${paint('dim', '|')} ${' '.repeat(before)}${paint(tone, underline)}`);
    }
  }
  return shown;
}

/** The line and its neighbours, unless these are empty. */
function linesAround(source: string, { offset, line }: SourceRange['start']): Map<number, string> {
  const start = Math.max(source.lastIndexOf('\n', offset - 1) + 1, source.startsWith('\ufeff') ? 1 : 0);
  const lines = new Map([[line, lineAt(source, start)]]);
  if (offset > 0 && start > 1) {
    const previous = source.lastIndexOf('\n', start - 2) + 1;
    const text = lineAt(source, previous).replace(/^\ufeff/, '');
    if (line > 1 && text.trim() !== '') lines.set(line - 1, text);
  }
  const feed = source.indexOf('\n', start);
  const next = feed === -1 ? '' : lineAt(source, feed + 1);
  if (next.trim() !== '') lines.set(line + 1, next);
  return lines;
}

function lineAt(source: string, start: number): string {
  const feed = source.indexOf('\n', start);
  return source.slice(start, feed === -1 ? source.length : feed).replace(/\r$/, '');
}

interface Window {
  readonly from: number;
  readonly to: number;
  /** Whether to show an ellipsis if the text continues after the window. */
  readonly after?: boolean;
}

function windowOf(line: string, column: number): Window {
  if (line.length <= widest) return { from: 0, to: widest };
  const from = Math.max(0, Math.min(column - widest / 2, line.length - widest));
  return { from, to: from + widest };
}

function cut(text: string, { from, to, after = true }: Window): string {
  const head = from > 0 && text.length > 0 ? '…' : '';
  const tail = after && text.length > to ? '…' : '';
  return head + visible(text.slice(from, to)) + tail;
}

/** Replaces tabs by two spaces, and characters that control a terminal or the direction of text by visible symbols. */
function visible(text: string): string {
  return text
    .replaceAll('\t', '  ')
    .replace(/[\0-\x1f]/g, (character) => String.fromCodePoint(0x2400 + (character.codePointAt(0) ?? 0)))
    .replace(/[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/gu, '\ufffd');
}
