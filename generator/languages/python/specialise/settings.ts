/** Which optional fields and parameters are given in this output: never, sometimes, or always. */
import type { Presence } from '../../../plan/knowledge.js';
import type { AnnAssign, Argument, FunctionDef } from '../syntax/nodes.js';
import { methodsOf, nameOf } from './program.js';
import type { LoadedModule } from './load.js';
import type { ClassInfo, Program } from './program.js';
import type { CallSite, Usage } from './usage.js';

export interface Field {
  readonly owner: ClassInfo;
  readonly node: AnnAssign;
  readonly presence: Presence;
}

export class Settings {
  private readonly program: Program;
  private readonly usage: Usage;
  /** What the plan tells, by class and field: `CaptureSettings.request`. */
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

  /** Whether the application's own code reads the objects of a class. */
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

  /** All calls of a function, a method, or the class that a constructor makes objects of. */
  callsOf(module: LoadedModule, node: FunctionDef): readonly CallSite[] | undefined {
    const parent = module.parents.get(node);
    if (parent?.type === 'Module') return this.usage.callsOf(node);
    const info = parent?.type === 'ClassDef' ? this.program.classNamed(parent) : undefined;
    if (info === undefined) return undefined;
    if (node.name.text === '__init__') return this.constructionsOf(info);
    return node.name.text.startsWith('__') ? undefined : this.usage.callsOfMethod(info, node);
  }

  /** All places that make objects of a class; `undefined` where others make them too, or a class above or below it has a say. */
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

/** The fields that a class declares itself, in their order. */
export function fieldsOf({ node }: ClassInfo): AnnAssign[] {
  return node.body.filter((one) => one.type === 'AnnAssign');
}

/** The names by which arguments find their parameters, those by position first. */
export function parametersOf(node: FunctionDef): string[] {
  const isMethod = node.parameters[0]?.name.text === 'self';
  return node.parameters.slice(isMethod ? 1 : 0).flatMap(({ kind, name }) => {
    if (kind === 'either' || kind === 'positional') return [name.text];
    // What comes behind `*rest` has no position; it is found by its name.
    return [];
  });
}

/** The argument of a call that a parameter gets; one that nobody can tell counts as given. */
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

/** The constructor that a class has itself. */
export function constructorOf(info: ClassInfo): FunctionDef | undefined {
  return methodsOf(info).find(({ name }) => name.text === '__init__');
}
