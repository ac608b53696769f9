/** Removes values of `Literal` types that no code uses. */
import type { Expression, Slice } from '../syntax/nodes.js';
import type { Edits } from './edits.js';
import { nameOf } from './program.js';
import type { LoadedModule } from './load.js';

import type { Usage } from './usage.js';

export class LiteralWords {
  private readonly usage: Usage;
  private readonly module: LoadedModule;
  private readonly edits: Edits;

  constructor(usage: Usage, module: LoadedModule, edits: Edits) {
    this.usage = usage;
    this.module = module;
    this.edits = edits;
  }

  drop(): void {
    for (const statement of this.module.tree.body) {
      if (statement.type !== 'AnnAssign' || statement.value?.type !== 'Subscript') continue;
      const { value, slice } = statement.value;
      if (nameOf(value) !== 'Literal' || slice.type !== 'Tuple') continue;
      const isUnused = (word: Expression | Slice): boolean =>
        word.type === 'Constant' && this.usage.countOf(word.value) === 1;
      // One at a time, because changes of adjacent items would overlap.
      const unused = slice.elements.find(isUnused);
      if (unused !== undefined) this.edits.removeItem(unused, slice.elements, true);
    }
  }
}
