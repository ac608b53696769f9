/** Specialises small helpers, for tests. */
import { formerCanonicalPython as formatted } from '../../generator/languages/python/format.js';
import type { PythonDraft } from '../../generator/languages/python/modules.js';
import { specialisePython, type PythonKnowledge } from '../../generator/languages/python/specialise/specialise.js';

/** Specialises a helper and an entry module, which do not import each other. */
export function specialised(
  helper: string,
  entry: string,
  { spare = [], ...knowledge }: Partial<PythonKnowledge> & Pick<PythonDraft, 'spare'> = {},
): { readonly helper: string; readonly entry: string } {
  const drafts: readonly PythonDraft[] = [
    { name: 'entry', doc: '', role: 'entry', code: entry, spare },
    { name: '_internal/helper', doc: '', role: 'library', code: helper },
  ];
  const made = specialisePython(drafts, { facts: {}, presence: {}, open: [], ...knowledge });
  const codeOf = (name: string): string => formatted(made.find((draft) => draft.name === name)?.code ?? '').trim();
  return { helper: codeOf('_internal/helper'), entry: codeOf('entry') };
}
