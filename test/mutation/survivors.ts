/** Judges the mutants that no test notices, by the list in `survivors.json`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language, Mutant } from './mutants.js';

export interface Judgement {
  readonly file: string;
  readonly original: string;
  readonly replacement: string;
  /** The line of the helper, as far as it is needed to tell equal mutants apart. */
  readonly on: string;
  /** Why the change is no fault. */
  readonly reason: string;
}

const list = JSON.parse(readFileSync(join(import.meta.dirname, 'survivors.json'), 'utf8')) as Readonly<
  Record<Language, readonly Judgement[]>
>;
const templates = join(import.meta.dirname, '..', '..', 'templates');

/** The entry for a mutant; `undefined` if there is none. */
export function judgementOf(language: Language, mutant: Mutant): Judgement | undefined {
  return list[language].find(
    (one) =>
      one.file === mutant.file &&
      one.original === mutant.original &&
      one.replacement === mutant.replacement &&
      lineOf(language, mutant).includes(one.on),
  );
}

/** What is wrong with the list: what is missing, and what it has about code that is not there any more. */
export function problemsOf(language: Language, survivors: readonly Mutant[]): string[] {
  return [
    ...survivors
      .filter((mutant) => judgementOf(language, mutant) === undefined)
      .map((mutant) => {
        const { file, original, replacement } = mutant;
        const on = lineOf(language, mutant);
        return `is not in survivors.json: ${JSON.stringify({ file, on, original, replacement, reason: '' })}`;
      }),
    ...list[language].flatMap(({ file, on, original }) => {
      const text = readFileSync(join(templates, language, file), 'utf8');
      // mutmut prints code without its indentation.
      return text.includes(on) && withoutSpace(text).includes(withoutSpace(original))
        ? []
        : [`is in survivors.json, but not in ${file}: ${JSON.stringify(original)} in ${JSON.stringify(on)}`];
    }),
  ];
}

function lineOf(language: Language, { file, line }: Mutant): string {
  return (
    readFileSync(join(templates, language, file), 'utf8')
      .split('\n')
      [line - 1]?.trim() ?? ''
  );
}

function withoutSpace(text: string): string {
  return text.replaceAll(/\s/g, '');
}
