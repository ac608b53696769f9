/** Combines the helper sources with the modules generated for an output, and specialises them. */
import { posix } from 'node:path';
import { Project } from '#ts-morph';
import type { Knowledge } from '../../../plan/knowledge.js';
import { Patterns, renamed, representatives } from '../../patterns.js';
import type { Pattern } from '../../patterns.js';
import type { ModuleDraft, UnlinkedModule } from '../modules.js';
import { special } from '../special-words.js';
import { specialise } from './specialise.js';
import type { SourceText } from './program.js';

/** A helper source. */
export interface HelperSource {
  /** Its path in the templates: `shared/body`. */
  readonly path: string;
  readonly text: string;
}

export interface HelperSources {
  readonly helpers: readonly HelperSource[];
  readonly platform: HelperSource;
}

/** Specialises the helpers for an output, together with its generated modules. */
export function specialiseDrafts(
  made: readonly ModuleDraft[],
  { helpers, platform }: HelperSources,
  knowledge: Knowledge,
): UnlinkedModule[] {
  const vocabulary = new Set(special);
  for (const { text } of [...helpers, platform]) for (const word of text.match(/[\w$]+/g) ?? []) vocabulary.add(word);
  const given = printedDrafts(made, vocabulary);
  // Of modules that differ only by names and constants which no helper knows, some are enough to see what can be folded.
  const patterns = patternsOf(given, vocabulary);
  const { chosen, firsts } = representatives(patterns);
  const texts = specialise(
    [
      ...made.flatMap(({ name, reexports = [] }, index): SourceText[] => {
        if (!chosen.has(index)) return [];
        return [{ name, text: given[index] ?? '', role: 'given', exposes: reexports.map((one) => one.name) }];
      }),
      ...helpers.map(({ path, text }): SourceText => ({ name: path, text, role: 'helper' })),
      { name: platform.path, text: platform.text, role: 'platform' },
    ],
    knowledge,
  );
  const textOf = (index: number): string => {
    const own = texts.get(made[index]?.name ?? '');
    if (own !== undefined) return own;
    const first = firsts[index] ?? index;
    return renamed(texts.get(made[first]?.name ?? '') ?? '', patterns[first]?.own ?? [], patterns[index]?.own ?? []);
  };
  return [
    ...made.map(({ statements: _, ...draft }, index) => ({ ...draft, text: textOf(index) })),
    ...helpers.flatMap(({ path }): UnlinkedModule[] => {
      const text = texts.get(path);
      if (text === undefined) return [];
      return [{ name: `internal/${posix.basename(path)}`, source: path, role: 'library', text }];
    }),
  ];
}

/** The text of each module, unformatted. Modules that differ only by names and constants are printed once. */
function printedDrafts(drafts: readonly ModuleDraft[], vocabulary: ReadonlySet<string>): string[] {
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  const patterns = patternsOf(
    drafts.map(({ statements }) => inOneText(statements)),
    vocabulary,
  );
  const { firsts } = representatives(patterns);
  const texts: string[] = [];
  for (const [index, { name, statements }] of drafts.entries()) {
    const first = firsts[index] ?? index;
    if (first < index) {
      texts.push(renamed(texts[first] ?? '', patterns[first]?.own ?? [], patterns[index]?.own ?? []));
      continue;
    }
    const file = project.createSourceFile(`${name}.ts`, { statements: [...statements] });
    texts.push(file.getFullText());
    // Many middleware would fill the memory with trees that nobody reads again.
    file.forget();
  }
  return texts;
}

function patternsOf(texts: readonly string[], vocabulary: ReadonlySet<string>): Pattern[] {
  const patterns = new Patterns(texts, vocabulary);
  return texts.map((text) => patterns.of(text));
}

/** All that a value consists of, without the escapes of JSON, so that words stay as they are. */
function inOneText(value: unknown): string {
  if (typeof value === 'function') throw new Error('A function in a structure cannot be compared.');
  if (typeof value !== 'object' || value === null) return `\u0001${typeof value} ${String(value)}\u0002`;
  const parts = Object.entries(value).map(([key, part]) => `${key}\u0003${inOneText(part)}`);
  return `{${parts.join('')}}`;
}
