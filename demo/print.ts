/** Output of the demo, with colours on a terminal. */
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];
const isColoured = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;

export function paint(style: Style, text: string): string {
  return isColoured ? styleText(style, text) : text;
}

export function title(text: string): void {
  console.log(`\n${paint(['bold', 'cyan'], text)}`);
}

export function lines(text: string): void {
  for (const line of text.trimEnd().split('\n')) console.log(line === '' ? '' : `  ${line}`);
}

/** The beginning and the end of a long text. */
export function excerpt(text: string, limit: number): string {
  const all = text.trimEnd().split('\n');
  const left = all.length - limit;
  if (left <= 1) return all.join('\n');
  const tail = Math.floor(limit / 3);
  return [...all.slice(0, limit - tail), `… ${String(left)} lines more …`, ...all.slice(all.length - tail)].join('\n');
}

export function command(words: string): void {
  console.log(`  ${paint('dim', '$')} ${paint('bold', words)}`);
}
