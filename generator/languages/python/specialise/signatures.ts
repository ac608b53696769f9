/** Removes parameters and fields together with all their arguments. */
import type { Argument, ClassDef, FunctionDef, Parameter } from '../syntax/nodes.js';
import type { Tools } from './drop.js';
import type { Edits } from './edits.js';
import { isPure } from './effects.js';
import { nameOf } from './program.js';
import type { LoadedModule } from './load.js';
import type { ClassInfo } from './program.js';
import { argumentFor, constructorOf, fieldsOf, parametersOf } from './settings.js';
import type { CallSite } from './usage.js';

export class Signatures {
  private readonly tools: Tools;
  private readonly editsOf: (module: LoadedModule) => Edits;

  constructor(tools: Tools, editsOf: (module: LoadedModule) => Edits) {
    this.tools = tools;
    this.editsOf = editsOf;
  }

  /** Removes at most one parameter from each signature, because changes of the same call would overlap. */
  shorten(module: LoadedModule): void {
    for (const statement of module.tree.body) {
      if (statement.type === 'FunctionDef') this.shortenFunction(module, statement);
      if (statement.type !== 'ClassDef') continue;
      for (const method of statement.body) if (method.type === 'FunctionDef') this.shortenFunction(module, method);
      this.shortenClass(statement);
    }
  }

  private shortenFunction(module: LoadedModule, node: FunctionDef): void {
    const parent = module.parents.get(node);
    const candidates = node.parameters.filter((one) => this.isUnread(module, one));
    if (candidates.length === 0) return;
    const info = parent?.type === 'ClassDef' ? this.tools.program.classNamed(parent) : undefined;
    if (info !== undefined && constructorOf(info) !== node && node.decorators.length > 0 && !isStatic(node)) return;
    const calls = this.tools.settings.callsOf(module, node);
    const [parameter] = candidates;
    if (calls === undefined || parameter === undefined) return;
    this.dropArguments(calls, parametersOf(node), parameter.name.text);
    this.dropParameter(module, node, parameter);
  }

  private isUnread(module: LoadedModule, { name, kind }: Parameter): boolean {
    if (name.text === 'self' || name.text.startsWith('_') || kind === 'rest' || kind === 'keywords') return false;
    return module.scopes.meaningOf.get(name)?.reads.length === 0;
  }

  /** Removes a parameter, and a bare `*` before it if no other parameter follows. */
  private dropParameter(module: LoadedModule, { name, parameters }: FunctionDef, dropped: Parameter): void {
    const edits = this.editsOf(module);
    const keywords = parameters.filter(({ kind }) => kind === 'keyword');
    const isBare =
      dropped.kind === 'keyword' && keywords.length === 1 && !parameters.some(({ kind }) => kind === 'rest');
    const from = parameters[parameters.indexOf(dropped) - 1]?.end ?? edits.source(name).length + name.start + 1;
    const star = isBare ? /,?\s*\*\s*,\s*$/.exec(edits.source({ start: from, end: dropped.start })) : null;
    if (star === null) edits.removeItem(dropped, parameters);
    else edits.replace({ start: from + star.index, end: dropped.end }, '');
  }

  private shortenClass(node: ClassDef): void {
    const info = this.tools.program.classNamed(node);
    if (info?.kind !== 'dataclass') return;
    fieldsOf(info).some(
      (field) => this.dropField(info, nameOf(field.target)) || this.requireField(info, nameOf(field.target)),
    );
  }

  /** Removes a field that is never read. */
  private dropField(info: ClassInfo, name: string): boolean {
    const field = fieldsOf(info).find((one) => nameOf(one.target) === name);
    if (field === undefined || this.tools.usage.isRead(info, name)) return false;
    const calls = this.tools.settings.constructionsOf(info);
    if (calls === undefined || this.tools.settings.isOpen(info)) return false;
    this.dropArguments(
      calls,
      fieldsOf(info).map((one) => nameOf(one.target)),
      name,
    );
    this.editsOf(info.module).removeStatement(field, info.node.body);
    return true;
  }

  /** Removes the default of a field that is always given, and moves the field before those with defaults. */
  private requireField(info: ClassInfo, name: string): boolean {
    const field = this.tools.settings.fieldOf(info, name);
    if (field?.presence !== 'always' || field.node.value === undefined) return false;
    const edits = this.editsOf(info.module);
    const { annotation } = field.node;
    const isOptional = annotation.type === 'BinOp' && edits.source(annotation.right) === 'None';
    const type = edits.source(isOptional ? annotation.left : annotation);
    const declaration = `${name}: ${type}`;
    const first = fieldsOf(info).find((one) => one.value !== undefined);
    if (first === undefined || first === field.node || isKeywordOnly(info)) {
      edits.replace(field.node, declaration);
      return true;
    }
    const indent = edits.indentOf(field.node);
    edits.replace(
      { start: edits.lineStart(first.start), end: edits.lineStart(first.start) },
      `${indent}${declaration}\n`,
    );
    edits.removeStatement(field.node, info.node.body);
    return true;
  }

  private dropArguments(calls: readonly CallSite[], positions: readonly string[], name: string): void {
    for (const { module, call } of calls) {
      const argument = argumentFor(call.arguments, positions, name);
      if (argument === undefined) continue;
      this.refuseEffects(module, argument, name);
      this.editsOf(module).removeItem(argument, call.arguments);
    }
  }

  private refuseEffects(module: LoadedModule, argument: Argument, name: string): void {
    const text = this.editsOf(module).source(argument);
    if (argument.isMapping || argument.value.type === 'Starred') {
      throw new Error(
        `It is unknown whether \`${text}\` in ${module.draft.name} passes "${name}", which is never read.`,
      );
    }
    if (!isPure(this.tools.program, module, argument.value)) {
      throw new Error(`"${name}" is never read, but \`${text}\` in ${module.draft.name} may have a side effect.`);
    }
  }
}

function isStatic({ decorators }: FunctionDef): boolean {
  return decorators.every((one) => nameOf(one) === 'staticmethod');
}

function isKeywordOnly({ node }: ClassInfo): boolean {
  return node.decorators.some(
    (one) => one.type === 'Call' && one.arguments.some(({ keyword }) => keyword?.text === 'kw_only'),
  );
}
