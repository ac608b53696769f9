/**
 * Specialises the helpers for one output: folds conditions that the plan determines and removes unused code, in all
 * modules, until nothing changes.
 */
import type { Presence } from '../../../plan/knowledge.js';
import { readBlocks } from '../blocks.js';
import { helperNamed, reachableDrafts } from '../modules.js';
import type { PythonDraft } from '../modules.js';
import { Constants } from './constants.js';
import { Dropper } from './drop.js';
import type { Tools } from './drop.js';
import { Edits } from './edits.js';
import { Folder } from './fold.js';
import { LiteralWords } from './words.js';
import { Program } from './program.js';
import type { LoadedModule } from './load.js';

import { Settings } from './settings.js';
import { Signatures } from './signatures.js';
import { Types } from './types.js';
import { Usage } from './usage.js';
import { Values } from './values.js';

/** What the plan of an output determines. */
export interface PythonKnowledge {
  /** Values of facts such as `facts.redacts_json`, by their names in Python. */
  readonly facts: Readonly<Record<string, boolean>>;
  /**
   * Presence that cannot be derived from calls, such as `CaptureSettings.request`. Fields that no call gives need no
   * entry.
   */
  readonly presence: Readonly<Record<string, Presence>>;
  /** Classes whose objects the application may access. */
  readonly open: readonly string[];
}

/** Returns the drafts with specialised helpers. Throws if the result would be uncertain. */
export function specialisePython(drafts: readonly PythonDraft[], knowledge: PythonKnowledge): PythonDraft[] {
  let current = reachableDrafts(drafts);
  let looked: ReadonlySet<string> | undefined;
  for (let round = 1; round <= 100; round += 1) {
    const output = new Output(current, knowledge);
    // Check only what has changed and its neighbours. If nothing changes any more, check everything once.
    const next = output.simplified(looked) ?? (looked === undefined ? undefined : output.simplified(undefined));
    const changed = next ?? output.shortened() ?? output.settled();
    if (changed === undefined) return current;
    const before = new Map(current.map(({ name, code }) => [name, code]));
    current = reachableDrafts(changed);
    looked = neighbours(
      current,
      current.filter(({ name, code }) => before.get(name) !== code).map(({ name }) => name),
    );
  }
  throw new Error('Specialising the helpers does not terminate.');
}

/** Some modules, with those that they import and those that import them. */
function neighbours(drafts: readonly PythonDraft[], names: readonly string[]): ReadonlySet<string> {
  const found = new Set(names);
  for (const draft of drafts) {
    const imported = Array.from(readBlocks(draft.code).imported.values(), ({ isRelative, module }) =>
      isRelative ? helperNamed(draft.name, module) : '',
    );
    if (names.includes(draft.name)) for (const name of imported) found.add(name);
    if (imported.some((name) => names.includes(name))) found.add(draft.name);
  }
  return found;
}

/** The modules in one round. */
class Output {
  private readonly drafts: readonly PythonDraft[];
  private readonly tools: Tools;
  private readonly values: Values;
  private readonly library: readonly LoadedModule[];

  constructor(drafts: readonly PythonDraft[], knowledge: PythonKnowledge) {
    this.drafts = drafts;
    const program = new Program(drafts);
    const types = new Types(program);
    const usage = new Usage(program, types);
    const settings = new Settings(program, usage, knowledge);
    this.values = new Values(program, types, usage, { settings, facts: knowledge.facts });
    this.tools = { program, types, usage, settings };
    this.library = program.modules.filter(({ draft }) => draft.role === 'library');
  }

  /** The drafts with known values folded and unused code removed; `undefined` if nothing changed. */
  simplified(names: ReadonlySet<string> | undefined): PythonDraft[] | undefined {
    const { program, usage } = this.tools;
    return this.edited((editsOf) => {
      for (const module of this.library) {
        if (names?.has(module.draft.name) === false) continue;
        const edits = editsOf(module);
        new Folder(program, this.values, module, edits).fold();
        new Dropper(this.tools, module, edits).drop();
        new LiteralWords(usage, module, edits).drop();
      }
    });
  }

  /** The drafts with fewer parameters and fields. */
  shortened(): PythonDraft[] | undefined {
    return this.edited((editsOf) => {
      const signatures = new Signatures(this.tools, editsOf);
      for (const module of this.library) signatures.shorten(module);
    });
  }

  /** The drafts with constants in the place of fields that have the same value in all objects. */
  settled(): PythonDraft[] | undefined {
    return this.edited((editsOf) => {
      const constants = new Constants(this.tools, editsOf);
      for (const info of this.tools.program.classes) {
        if (info.kind === 'dataclass' && info.module.draft.role === 'library') constants.settle(info);
      }
    });
  }

  private edited(edit: (editsOf: (module: LoadedModule) => Edits) => void): PythonDraft[] | undefined {
    const edits = new Map<PythonDraft, Edits>();
    edit(({ draft }) => {
      const known = edits.get(draft) ?? new Edits(draft.code);
      edits.set(draft, known);
      return known;
    });
    if (Array.from(edits.values()).every(({ isEmpty }) => isEmpty)) return undefined;
    return this.drafts.map((draft) => {
      const made = edits.get(draft);
      return made === undefined || made.isEmpty ? draft : { ...draft, code: made.apply() };
    });
  }
}
