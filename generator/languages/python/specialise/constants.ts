/** Turns fields that have the same value in all objects of an output into constants. */
import type { AnnAssign, Node } from '../syntax/nodes.js';
import type { Tools } from './drop.js';
import { isText } from './edits.js';
import type { Edits } from './edits.js';
import { nameOf } from './program.js';
import type { ClassInfo } from './program.js';
import type { LoadedModule } from './load.js';
import { fieldsOf } from './settings.js';
import type { Constant } from './settings.js';
import type { Read } from './usage.js';

export class Constants {
  private readonly tools: Tools;
  private readonly editsOf: (module: LoadedModule) => Edits;
  /** The names that modules declare, including those of new constants. */
  private readonly taken: Set<string>;

  constructor(tools: Tools, editsOf: (module: LoadedModule) => Edits) {
    this.tools = tools;
    this.editsOf = editsOf;
    this.taken = new Set(tools.program.modules.flatMap(({ scopes }) => Array.from(scopes.module.bindings.keys())));
  }

  /** Replaces all uses of the constant fields of a class. Unused fields are removed in a later round. */
  settle(info: ClassInfo): void {
    for (const field of fieldsOf(info)) {
      const name = nameOf(field.target);
      const constant = this.tools.settings.constantOf(info, name);
      const reads = this.tools.usage.readsOf(info, name);
      if (constant === undefined || reads === undefined || reads.length === 0) continue;
      const { value } = constant;
      if (value.type === 'Name' && reads.some((read) => isHidden(read, value.id))) continue;
      const text = this.textOf(info, field, constant, reads);
      for (const { module, node } of reads) this.editsOf(module).replace(node, text);
    }
  }

  /** What replaces a field: a text that is needed once, the name of a constant that exists, or of a new one. */
  private textOf(info: ClassInfo, field: AnnAssign, { module, value }: Constant, reads: readonly Read[]): string {
    const text = module.draft.code.slice(value.start, value.end);
    const isShort = value.type === 'Constant' && value.kind === 'string' && reads.length === 1;
    if (value.type === 'Name' || isShort) return text;
    const own = nameOf(field.target).toUpperCase();
    const name = this.taken.has(own) ? `${constantCase(info.name)}_${own}` : own;
    this.taken.add(name);
    const edits = this.editsOf(info.module);
    const description = descriptionOf(field, info);
    const lines = [`${name} = ${text}`, ...(description === undefined ? [] : [edits.source(description)])];
    const at = edits.lineStart(Math.min(info.node.start, ...info.node.decorators.map(({ start }) => start)));
    edits.replace({ start: at, end: at }, `${lines.join('\n')}\n\n\n`);
    return name;
  }
}

/** Whether a local variable would hide the declaration of a module at a place. */
function isHidden({ module: { parents, scopes }, node }: Read, name: string): boolean {
  for (let one: Node | undefined = node; one !== undefined; one = parents.get(one)) {
    const scope = scopes.scopeOf.get(one);
    if (scope !== undefined && scope !== scopes.module && scope.bindings.has(name)) return true;
  }
  return false;
}

/** The docstring of a field. */
function descriptionOf(field: AnnAssign, { node }: ClassInfo): Node | undefined {
  const next = node.body[node.body.indexOf(field) + 1];
  return next !== undefined && isText(next) ? next : undefined;
}

function constantCase(className: string): string {
  return className.replace(/(?<=[a-z\d])(?=[A-Z])/g, '_').toUpperCase();
}
