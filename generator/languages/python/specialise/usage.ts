/** Finds all reads, writes and calls in the modules of an output. */
import type { Attribute, Call, Expression, FunctionDef, Name, Node } from '../syntax/nodes.js';
import { familyOf, methodsOf, nameOf } from './program.js';
import type { LoadedModule } from './load.js';
import type { ClassInfo, Program } from './program.js';
import type { Types } from './types.js';

export interface CallSite {
  readonly module: LoadedModule;
  readonly call: Call;
}

/** A value assigned to an attribute; without an expression: unknown. */
export interface Write {
  readonly module: LoadedModule;
  readonly value?: Expression;
}

/** A place where an attribute is read. */
export interface Read {
  readonly module: LoadedModule;
  readonly node: Attribute;
}

export class Usage {
  private readonly program: Program;
  private readonly types: Types;
  /** For each attribute, the classes of the objects on which it is read; `undefined` stands for an unknown class. */
  private readonly reads = new Map<string, Set<ClassInfo | undefined>>();
  private readonly places = new Map<string, { readonly of: ClassInfo | undefined; readonly read: Read }[]>();
  private readonly writes = new Map<string, { readonly of: ClassInfo | undefined; readonly write: Write }[]>();
  /** The calls of functions, methods and classes. */
  private readonly calls = new Map<Node, CallSite[]>();
  /** Functions and classes that are used other than by calling them, so that not all calls are known. */
  private readonly escaped = new Set<Node>();
  /** Attributes that are passed on or belong to an unknown class, with the class; `undefined`: unknown. */
  private readonly escapedAttributes = new Map<string, Set<ClassInfo | undefined>>();
  /** Strings that occur in library code. */
  private readonly texts = new Map<string, Node[]>();
  /** Keys that are set in some object or dictionary. */
  private readonly keys = new Set<string>();
  private readonly families = new Map<ClassInfo, ReadonlySet<ClassInfo>>();

  constructor(program: Program, types: Types) {
    this.program = program;
    this.types = types;
    for (const module of program.modules) {
      for (const node of module.uses) {
        if (node.type === 'Attribute') this.noteAttribute(module, node);
        else if (node.type === 'Name') this.noteName(module, node);
        else if (node.type === 'Call') this.noteCall(module, node);
        else this.noteText(module, node);
      }
    }
  }

  /** Whether an attribute of a class is read. */
  isRead(info: ClassInfo, name: string): boolean {
    const readers = this.reads.get(name);
    if (readers === undefined) return false;
    const family = this.family(info);
    return Array.from(readers).some((one) =>
      one === undefined ? !isPrivate(name) : one.kind === 'protocol' || family.has(one),
    );
  }

  /** All places where an attribute of a class is read; `undefined` if they cannot be determined. */
  readsOf(info: ClassInfo, name: string): readonly Read[] | undefined {
    const all = this.places.get(name) ?? [];
    const isCertain = all.every(({ of }) => of !== undefined && of.kind !== 'protocol');
    const family = this.family(info);
    return isCertain ? all.flatMap(({ of, read }) => (of !== undefined && family.has(of) ? [read] : [])) : undefined;
  }

  /** The values that are assigned to an attribute of a class. */
  writesOf(info: ClassInfo, name: string): readonly Write[] {
    const family = this.family(info);
    const all = this.writes.get(name) ?? [];
    return all.filter(({ of }) => (of === undefined ? !isPrivate(name) : family.has(of))).map(({ write }) => write);
  }

  /** All calls of a function, method or class; `undefined` if they cannot be determined. */
  callsOf(declaration: Node): readonly CallSite[] | undefined {
    return this.escaped.has(declaration) ? undefined : (this.calls.get(declaration) ?? []);
  }

  /** All calls of a method whose name no other class uses. */
  callsOfMethod(info: ClassInfo, node: FunctionDef): readonly CallSite[] | undefined {
    const name = node.name.text;
    const escapes = this.escapedAttributes.get(name);
    if (info.kind === 'protocol' || escapes?.has(undefined) === true) return undefined;
    const family = Array.from(this.family(info));
    if (family.some((one) => escapes?.has(one))) return undefined;
    const others = family.filter((one) => one !== info);
    const isOverridden = others.some((one) => methodsOf(one).some((method) => method.name.text === name));
    return isOverridden ? undefined : this.callsOf(node);
  }

  hasKey(key: string): boolean {
    return this.keys.has(key);
  }

  /** The number of occurrences of a string in library code, except docstrings. */
  countOf(text: string): number {
    return this.texts.get(text)?.length ?? 0;
  }

  family(info: ClassInfo): ReadonlySet<ClassInfo> {
    const known = this.families.get(info);
    if (known !== undefined) return known;
    const family = familyOf(info, this.program.classes);
    this.families.set(info, family);
    return family;
  }

  private noteAttribute(module: LoadedModule, node: Attribute): void {
    const name = node.attribute.text;
    const of = this.types.typeOf(module, node.value);
    const parent = module.parents.get(node);
    if (parent !== undefined && isStored(module, node)) {
      const value = parent.type === 'Assign' || parent.type === 'AnnAssign' ? parent.value : undefined;
      // `self.x: int` without a value is not an assignment.
      if (parent.type === 'AnnAssign' && value === undefined) return;
      const write: Write = { module, ...(value === undefined ? {} : { value }) };
      this.writes.set(name, [...(this.writes.get(name) ?? []), { of, write }]);
      return;
    }
    addTo(this.reads, name, of);
    this.places.set(name, [...(this.places.get(name) ?? []), { of, read: { module, node } }]);
    const isCalled = parent?.type === 'Call' && parent.callee === node;
    if (of === undefined || of.kind === 'protocol') addTo(this.escapedAttributes, name, undefined);
    else if (!isCalled) addTo(this.escapedAttributes, name, of);
  }

  private noteName(module: LoadedModule, node: Name): void {
    const parent = module.parents.get(node);
    if (parent?.type === 'Call' && parent.callee === node) return;
    const declaration = this.program.declarationAt(module, node);
    if (declaration === undefined) return;
    const { statement } = declaration;
    if (statement.type === 'FunctionDef') this.escaped.add(statement);
    // Using a class in an annotation, as a base, or in `isinstance` does not create an object of it.
    if (statement.type === 'ClassDef' && !isTypePosition(module, node)) this.escaped.add(statement);
  }

  private noteCall(module: LoadedModule, call: Call): void {
    const { callee } = call;
    const declared = this.program.declarationAt(module, callee)?.statement;
    if (declared !== undefined) this.add(declared, { module, call });
    if (callee.type === 'Attribute') {
      const of = this.types.typeOf(module, callee.value);
      const method = this.types.methodOf(of, callee.attribute.text);
      if (method !== undefined) this.add(method.node, { module, call });
      if (nameOf(callee.value) === '' && callee.attribute.text === '__init__' && of !== undefined)
        this.escaped.add(of.node);
    }
  }

  private add(declaration: Node, site: CallSite): void {
    const sites = this.calls.get(declaration);
    if (sites === undefined) this.calls.set(declaration, [site]);
    else sites.push(site);
  }

  private noteText(module: LoadedModule, node: Expression & { type: 'Constant' }): void {
    const parent = module.parents.get(node);
    if (module.draft.role === 'entry' || parent?.type === 'Expr') return;
    this.texts.set(node.value, [...(this.texts.get(node.value) ?? []), node]);
    if (parent?.type === 'DictItem' && parent.key === node) this.keys.add(node.value);
    if (parent?.type === 'Subscript' && parent.slice === node && isStored(module, parent)) {
      this.keys.add(node.value);
    }
  }
}

function addTo<Value>(sets: Map<string, Set<Value>>, name: string, value: Value): void {
  const known = sets.get(name);
  if (known === undefined) sets.set(name, new Set([value]));
  else known.add(value);
}

/** Attributes with a leading underscore are used only by their own class. */
function isPrivate(name: string): boolean {
  return name.startsWith('_');
}

/** Whether an expression is the target of an assignment. */
function isStored({ parents }: Pick<LoadedModule, 'parents'>, node: Node): boolean {
  const parent = parents.get(node);
  if (parent === undefined) return false;
  if (parent.type === 'Tuple' || parent.type === 'List' || parent.type === 'Starred') {
    return isStored({ parents }, parent);
  }
  return isTarget(parent, node);
}

function isTarget(parent: Node, node: Node): boolean {
  if (parent.type === 'Assign') return parent.targets.some((target) => target === node);
  if (parent.type === 'AnnAssign' || parent.type === 'AugAssign' || parent.type === 'For')
    return parent.target === node;
  return parent.type === 'WithItem' && parent.target === node;
}

function isTypePosition({ parents }: LoadedModule, node: Node): boolean {
  let child: Node = node;
  for (let one = parents.get(node); one !== undefined; one = parents.get(one)) {
    if (one.type === 'Parameter') return one.annotation === child;
    if (one.type === 'AnnAssign') return one.annotation === child;
    if (one.type === 'FunctionDef') return one.returns === child;
    if (one.type === 'ClassDef') return one.arguments.some((argument) => argument === child);
    if (one.type === 'Handler') return one.kind === child;
    if (one.type === 'Call') return nameOf(one.callee) === 'isinstance';
    if (!['Subscript', 'BinOp', 'Tuple', 'Argument'].includes(one.type)) return false;
    child = one;
  }
  return false;
}
