/**
 * Questions on a terminal. Node's own line reader is enough for two of them; a prompt library would be a dependency of every
 * installation for a command that runs once. Questions go to standard error, so that results stay alone on standard output.
 */
import { createInterface } from 'node:readline/promises';
import type { Terminal } from './terminal.js';

export interface Prompt {
  /** A line of text; an empty one stands for the default. */
  readonly ask: (question: string, preset: string) => Promise<string>;
  /** One of a list, by its number. Asks again until it is one. */
  readonly choose: <Item>(question: string, items: readonly Item[], label: (item: Item) => string) => Promise<Item>;
  readonly close: () => void;
}

/** The input came to its end, by Ctrl-D or Ctrl-C, before the questions did. */
export class NoAnswer extends Error {}

export function openPrompt({ err, errPaint: paint }: Terminal): Prompt {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<never>((_, reject) => lines.once('close', () => reject(new NoAnswer())));
  // It is closed at the end in any case, when nobody waits for it any more.
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
    close: () => lines.close(),
  };
}
