/** Determines whether optional fields and parameters are given never, sometimes or always in this output. */
import type { Presence } from '../../../plan/knowledge.js';
import type { AnnAssign, Argument, Expression, FunctionDef, Name } from '../syntax/nodes.js';
import { isMadeOfLiterals } from './effects.js';
import { methodsOf, nameOf } from './program.js';
import type { LoadedModule } from './load.js';
import type { ClassInfo, Program } from './program.js';
import type { CallSite, Usage } from './usage.js';

export interface Field {
  readonly owner: ClassInfo;
  readonly node: AnnAssign;
  readonly presence: Presence;
}

/** The value that a field has in all objects of a class. */
export interface Constant {
  readonly module: LoadedModule;
  readonly value: Expression;
}

export class Settings {
  private readonly program: Program;
  private readonly usage: Usage;
  /** What the plan determines, by class and field: `CaptureSettings.request`. */
  private readonly told: Readonly<Record<string, Presence>>;
  private readonly open: readonly string[];

  constructor(
    program: Program,
    usage: Usage,
    { presence, open }: { readonly presence: Readonly<Record<string, Presence>>; readonly open: readonly string[] },
  ) {
    this.program = program;
    this.usage = usage;
    this.told = presence;
    this.open = open;
  }

  /** Whether the application may access objects of a class. */
  isOpen({ name }: ClassInfo): boolean {
    return this.open.includes(name);
  }

  /** The field of a dataclass; `undefined` for other attributes. */
  fieldOf(info: ClassInfo, name: string): Field | undefined {
    if (info.kind !== 'dataclass') return undefined;
    const node = fieldsOf(info).find((one) => nameOf(one.target) === name);
    if (node !== undefined) return { owner: info, node, presence: this.presence(info, node, name) };
    return info.bases.map((base) => this.fieldOf(base, name)).find((field) => field !== undefined);
  }

  /** The value of a field, if all objects of a class are created with the same one. */
  constantOf(info: ClassInfo, name: string): Constant | undefined {
    if (info.kind !== 'dataclass' || this.usage.writesOf(info, name).length > 0) return undefined;
    const names = fieldsOf(info).map((one) => nameOf(one.target));
    const given = (this.constructionsOf(info) ?? []).map(({ module, call }) => {
      const argument = argumentFor(call.arguments, names, name);
      return { module, argument, text: argument && module.draft.code.slice(argument.value.start, argument.value.end) };
    });
    const [first] = given;
    if (first?.argument === undefined || given.some(({ text }) => text !== first.text)) return undefined;
    const { module, argument } = first;
    const isKnown = (used: Name): boolean => {
      const role = this.program.declarationAt(module, used)?.module.draft.role;
      if (role === 'library') return argument.value.type === 'Name';
      return !module.scopes.meaningOf.has(used) && plainTypes.has(used.id);
    };
    const isLiteral = !argument.isMapping && isMadeOfLiterals(argument.value, isKnown);
    return isLiteral ? { module, value: argument.value } : undefined;
  }

  /** All calls of a function, of a method, or of the class that a constructor belongs to. */
  callsOf(module: LoadedModule, node: FunctionDef): readonly CallSite[] | undefined {
    const parent = module.parents.get(node);
    if (parent?.type === 'Module') return this.usage.callsOf(node);
    const info = parent?.type === 'ClassDef' ? this.program.classNamed(parent) : undefined;
    if (info === undefined) return undefined;
    if (node.name.text === '__init__') return this.constructionsOf(info);
    return node.name.text.startsWith('__') ? undefined : this.usage.callsOfMethod(info, node);
  }

  /**
   * All places that create objects of a class; `undefined` if other code may create them, or if a base class or
   * subclass is involved.
   */
  constructionsOf(info: ClassInfo): readonly CallSite[] | undefined {
    const isAlone = this.usage.family(info).size === 1 && !this.isOpen(info);
    return isAlone ? this.usage.callsOf(info.node) : undefined;
  }

  private presence(info: ClassInfo, node: AnnAssign, name: string): Presence {
    const told = this.told[`${info.name}.${name}`];
    if (told !== undefined) return told;
    const isOptional = node.value !== undefined && node.value.type !== 'Call';
    const isEmptySet = node.value?.type === 'Call' && node.value.arguments.length === 0;
    const calls = isOptional || isEmptySet ? this.constructionsOf(info) : undefined;
    if (calls === undefined || this.usage.writesOf(info, name).length > 0) return 'sometimes';
    const names = fieldsOf(info).map((one) => nameOf(one.target));
    const isGiven = calls.some(({ call }) => argumentFor(call.arguments, names, name) !== undefined);
    return isGiven ? 'sometimes' : 'never';
  }
}

/** Types whose objects cannot be changed, and are the same wherever they are created. */
const plainTypes = new Set(['frozenset', 'range', 'tuple']);

/** The fields that a class declares itself, in order. */
export function fieldsOf({ node }: ClassInfo): AnnAssign[] {
  return node.body.filter((one) => one.type === 'AnnAssign');
}

/** The names of the parameters, positional ones first. */
export function parametersOf(node: FunctionDef): string[] {
  const isMethod = node.parameters[0]?.name.text === 'self';
  return node.parameters.slice(isMethod ? 1 : 0).flatMap(({ kind, name }) => {
    if (kind === 'either' || kind === 'positional') return [name.text];
    // Parameters after `*rest` have no position and are matched by name.
    return [];
  });
}

/** The argument that a call passes for a parameter. An argument that cannot be determined counts as passed. */
export function argumentFor(
  given: readonly Argument[],
  positions: readonly string[],
  name: string,
): Argument | undefined {
  const unclear = given.find(({ isMapping, value }) => isMapping || value.type === 'Starred');
  if (unclear !== undefined) return unclear;
  const keyword = given.find((one) => one.keyword?.text === name);
  if (keyword !== undefined) return keyword;
  const position = positions.indexOf(name);
  const positional = given.filter((one) => one.keyword === undefined);
  return position === -1 ? undefined : positional[position];
}

/** The constructor that a class defines itself. */
export function constructorOf(info: ClassInfo): FunctionDef | undefined {
  return methodsOf(info).find(({ name }) => name.text === '__init__');
}
