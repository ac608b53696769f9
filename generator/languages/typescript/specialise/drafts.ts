/** Combines the helper sources with the modules generated for an output, and specialises them. */
import { posix } from 'node:path';
import { Project } from '#ts-morph';
import type { Knowledge } from '../../../plan/knowledge.js';
import type { ModuleDraft, UnlinkedModule } from '../modules.js';
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
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  const passedOn = made.flatMap(({ reexports = [] }) => reexports.map(({ name }) => name));
  const given = made.map(({ name, statements }): SourceText => {
    const file = project.createSourceFile(`${name}.ts`, { statements: [...statements] });
    const text = file.getFullText();
    // Many middleware would fill the memory with trees that nobody reads again.
    file.forget();
    return { name, text, role: 'given', exposes: passedOn };
  });
  const texts = specialise(
    [
      ...given,
      ...helpers.map(({ path, text }): SourceText => ({ name: path, text, role: 'helper' })),
      { name: platform.path, text: platform.text, role: 'platform' },
    ],
    knowledge,
  );
  return [
    ...made.map(({ statements: _, ...draft }) => ({ ...draft, text: texts.get(draft.name) ?? '' })),
    ...helpers.flatMap(({ path }): UnlinkedModule[] => {
      const text = texts.get(path);
      if (text === undefined) return [];
      return [{ name: `internal/${posix.basename(path)}`, source: path, role: 'library', text }];
    }),
  ];
}
