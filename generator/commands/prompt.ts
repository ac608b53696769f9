/**
 * Asks questions on the terminal with Node's `readline`. A prompt library would be a dependency of every installation,
 * for a command that is used once. Questions are written to standard error, so that standard output contains only
 * results.
 */
import { createInterface } from 'node:readline/promises';
import type { Terminal } from './terminal.js';

export interface Prompt {
  /** Asks for a line of text; an empty answer means the default. */
  readonly ask: (question: string, preset: string) => Promise<string>;
  /** Asks for an item of a list by its number, until the answer is valid. */
  readonly choose: <Item>(question: string, items: readonly Item[], label: (item: Item) => string) => Promise<Item>;
  /** Asks for some items of a list by their numbers; an empty answer means all. */
  readonly chooseSeveral: <Item>(
    question: string,
    items: readonly Item[],
    label: (item: Item) => string,
  ) => Promise<readonly Item[]>;
  readonly close: () => void;
}

/** The input ended (with Ctrl-D or Ctrl-C) before all questions were answered. */
export class NoAnswer extends Error {}

export function openPrompt({ err, errPaint: paint }: Terminal): Prompt {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<never>((_, reject) => lines.once('close', () => reject(new NoAnswer())));
  // The input is always closed at the end, when nobody waits for this promise any more.
  closed.catch(() => undefined);
  const ask = async (question: string, preset: string): Promise<string> => {
    const asked = lines.question(`${paint('bold', question)} ${paint('dim', `(${preset})`)} `);
    const answer = await Promise.race([asked, closed]);
    return answer.trim() === '' ? preset : answer.trim();
  };
  return {
    ask,
    choose: async (question, items, label) => {
      items.forEach((item, index) => err(`  ${index + 1}  ${label(item)}\n`));
      for (;;) {
        const answer = await ask(question, '1');
        const item =
          items[Number(answer) - 1] ??
          items.find((candidate) => label(candidate).toLowerCase() === answer.toLowerCase());
        if (item !== undefined) return item;
        err(`A number from 1 to ${items.length}, please.\n`);
      }
    },
    chooseSeveral: async (question, items, label) => {
      items.forEach((item, index) => err(`  ${index + 1}  ${label(item)}\n`));
      for (;;) {
        const answer = await ask(question, 'all');
        if (answer.toLowerCase() === 'all') return items;
        const numbers = new Set(answer.split(/[\s,]+/).filter((word) => word !== ''));
        const chosen = items.filter((_, index) => numbers.has(String(index + 1)));
        if (numbers.size > 0 && chosen.length === numbers.size) return chosen;
        err(`Numbers from 1 to ${items.length} with commas between them, or all, please.\n`);
      }
    },
    close: () => lines.close(),
  };
}
