/** The verdicts of a run, so that a run that was stopped goes on where it was, and tests that are new can be tried. */
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import type { Mutant } from './mutants.js';
import type { Verdict } from './subject.js';

type Entry = Verdict & { readonly key: string; readonly seconds: number };

export class Log {
  readonly #path: string;
  readonly #known = new Map<string, Entry>();

  /** With `isKept`, what was noticed before counts, and only the rest is tried. */
  constructor(path: string, isKept: boolean) {
    this.#path = path;
    if (!isKept) rmSync(path, { force: true });
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
    for (const line of lines.filter((text) => text !== '')) {
      const entry = JSON.parse(line) as Entry;
      this.#known.set(entry.key, entry);
    }
  }

  async verdictOf(
    { text, ...shown }: Mutant,
    judge: () => Promise<Verdict>,
  ): Promise<Entry & { readonly isNew: boolean }> {
    const key = createHash('sha256').update(text).digest('hex').slice(0, 16);
    const known = this.#known.get(key);
    if (known !== undefined && known.kind !== 'not noticed') return { ...known, isNew: false };
    const start = process.hrtime.bigint();
    const verdict = await judge();
    const entry = { key, ...shown, ...verdict, seconds: Number(process.hrtime.bigint() - start) / 1e9 };
    appendFileSync(this.#path, `${JSON.stringify(entry)}\n`);
    return { ...entry, isNew: true };
  }
}
