/** Finds what the code of an output uses, in its current form. */
import { ts } from '#ts-morph';
import type { Program } from './program.js';
import type { Shapes } from './shapes.js';
import { classOf, isAssignment, isPlainAssignment, isReference, isStep, memberName, takenName } from './syntax.js';
import type { Call, Callable, Member } from './syntax.js';
import type { View } from './view.js';

/** What a part of the code uses: a member of a class, or another top-level statement. */
interface Summary {
  readonly version: number;
  /** Top-level declarations. */
  readonly globals: Set<ts.Declaration>;
  readonly locals: Set<ts.Declaration>;
  /** Members that are read; names, if the type of the object is unknown. */
  readonly reads: Set<Member | string>;
  /** Values assigned to members; by name, if the type of the object is unknown. */
  readonly writes: [to: Member | string, value: ts.Expression | undefined][];
  readonly calls: [to: Callable, call: Call][];
  /** Functions and classes that are used as values. */
  readonly values: Set<ts.Declaration>;
  /** Names of methods that are called on objects of unknown type. */
  readonly strayCalls: Set<string>;
  readonly strings: Set<string>;
  /** Types that the code asserts for objects of other modules. */
  readonly claimed: Set<ts.Node>;
}

export class Usage {
  readonly #program: Program;
  readonly #view: View;
  readonly #shapes: Shapes;
  readonly #summaries = new Map<ts.Node, Summary>();
  #statements: readonly ts.Statement[] = [];
  readonly #globals = new Set<ts.Declaration>();
  readonly #locals = new Set<ts.Declaration>();
  readonly #reads = new Set<Member | string>();
  readonly #named = new Map<string, Member[]>();
  readonly #writes = new Map<Member | string, (ts.Expression | undefined)[]>();
  readonly #calls = new Map<Callable, Call[]>();
  readonly #values = new Set<ts.Declaration>();
  readonly #strayCalls = new Set<string>();
  readonly #strings = new Set<string>();
  readonly #claimed = new Set<ts.Node>();

  constructor(program: Program, view: View, shapes: Shapes) {
    this.#program = program;
    this.#view = view;
    this.#shapes = shapes;
  }

  /** Updates the usage, starting at the modules that the application imports. */
  update(): void {
    for (const all of [
      this.#globals,
      this.#locals,
      this.#reads,
      this.#values,
      this.#strayCalls,
      this.#strings,
      this.#claimed,
    ])
      all.clear();
    this.#named.clear();
    this.#writes.clear();
    this.#calls.clear();
    const statements = new Set<ts.Statement>();
    const reach = (declaration: ts.Declaration): void => {
      if (this.#globals.has(declaration)) return;
      this.#globals.add(declaration);
      statements.add(statementOf(declaration));
    };
    for (const { role, file, exposes = [] } of this.#program.modules) {
      if (role !== 'given') continue;
      for (const statement of file.statements) statements.add(statement);
      for (const name of exposes) {
        const declaration = this.#program.exported(name);
        if (declaration === undefined) continue;
        reach(declaration);
        // The application can call it, and the methods of a class.
        this.#values.add(declaration);
        if (ts.isClassDeclaration(declaration)) addAll(this.#values, declaration.members.filter(isPublic));
      }
    }
    const add = (part: ts.Node): void => {
      const summary = this.#summaryOf(part);
      summary.globals.forEach(reach);
      addAll(this.#locals, summary.locals);
      addAll(this.#reads, summary.reads);
      addAll(this.#values, summary.values);
      addAll(this.#strayCalls, summary.strayCalls);
      addAll(this.#strings, summary.strings);
      addAll(this.#claimed, summary.claimed);
      for (const [member, value] of summary.writes) push(this.#writes, member, value);
      for (const [callable, call] of summary.calls) push(this.#calls, callable, call);
    };
    for (const statement of statements) {
      add(statement);
      if (ts.isClassDeclaration(statement))
        this.#view.eachChild(statement, (child) => ts.isClassElement(child) && add(child));
    }
    this.#statements = [...statements];
  }

  /** The top-level statements that are reachable. */
  get statements(): readonly ts.Statement[] {
    return this.#statements;
  }

  isUsed(local: ts.Declaration): boolean {
    return this.#locals.has(local);
  }

  isReached(declaration: ts.Declaration): boolean {
    return this.#globals.has(declaration);
  }

  /** Whether a member may be read. */
  isRead(member: Member): boolean {
    const name = memberName(member);
    if (name === undefined || this.#reads.has(member)) return true;
    if (name.startsWith('#')) return false;
    return this.#reads.has(name) || this.#readsByName(name).some((read) => this.#shapes.mayPass(member, read));
  }

  /** The members with a name that are read, in any type. */
  #readsByName(name: string): readonly Member[] {
    if (this.#named.size === 0) {
      for (const read of this.#reads) if (typeof read !== 'string') push(this.#named, memberName(read) ?? '', read);
    }
    return this.#named.get(name) ?? [];
  }

  /** All values that may be assigned to a member, except its initializer. */
  writesTo(member: Member): readonly (ts.Expression | undefined)[] {
    const stray =
      ts.isPropertyDeclaration(member) && memberName(member)?.startsWith('#') === true
        ? []
        : this.#writes.get(memberName(member) ?? '');
    return [...(this.#writes.get(member) ?? []), ...(stray ?? [])];
  }

  /** All calls of a function; `undefined` if other code may call it. */
  callsOf(callable: Callable, declaration: ts.Declaration = callable): readonly Call[] | undefined {
    if (this.#values.has(declaration)) return undefined;
    return this.#calls.get(callable) ?? [];
  }

  /** Whether a method with this name is called on an object of unknown type. */
  hasStrayCalls(name: string): boolean {
    return this.#strayCalls.has(name);
  }

  /** Whether a string occurs as a value. */
  hasString(text: string): boolean {
    return this.#strings.has(text);
  }

  /** Whether objects of a type may have been created elsewhere. */
  isClaimed(holder: ts.Node): boolean {
    return this.#claimed.has(holder);
  }

  #summaryOf(part: ts.Node): Summary {
    const version = this.#view.versionOf(part);
    const known = this.#summaries.get(part);
    if (known?.version === version) return known;
    const made = this.#summarise(part, version);
    this.#summaries.set(part, made);
    return made;
  }

  #summarise(part: ts.Node, version: number): Summary {
    const summary: Summary = {
      version,
      globals: new Set(),
      locals: new Set(),
      reads: new Set(),
      writes: [],
      calls: [],
      values: new Set(),
      strayCalls: new Set(),
      strings: new Set(),
      claimed: new Set(),
    };
    const visit = (node: ts.Node): void => {
      // The members of a class are parts of their own.
      if (node !== part && node.parent === part && ts.isClassDeclaration(part) && ts.isClassElement(node)) return;
      this.#note(node, summary);
      this.#view.eachChild(node, visit);
    };
    if (!ts.isImportDeclaration(part) && !ts.isExportDeclaration(part)) visit(part);
    return summary;
  }

  #note(node: ts.Node, summary: Summary): void {
    if (this.#view.changeOf(node) !== undefined) return;
    if (ts.isIdentifier(node)) this.#noteName(node, summary);
    else if (ts.isPropertyAccessExpression(node)) this.#noteAccess(node, summary);
    else if (ts.isBindingElement(node)) this.#noteElement(node, summary);
    else if (ts.isPropertyAssignment(node)) this.#noteProperty(node, node.initializer, summary);
    else if (ts.isShorthandPropertyAssignment(node)) this.#noteProperty(node, node.name, summary);
    else if (ts.isCallExpression(node) || ts.isNewExpression(node)) this.#noteCall(node, summary);
    else if (ts.isAsExpression(node) || ts.isTypePredicateNode(node)) {
      const shape = this.#shapes.ofType(node.type);
      if (shape.kind === 'own') summary.claimed.add(shape.holder);
    } else if (ts.isStringLiteralLike(node) && !ts.isLiteralTypeNode(node.parent)) summary.strings.add(node.text);
    else if (ts.isPropertyDeclaration(node) && node.initializer !== undefined)
      summary.writes.push([node, node.initializer]);
  }

  #noteName(node: ts.Identifier, { globals, locals, values }: Summary): void {
    if (!isReference(node)) return;
    const local = this.#program.localOf(node);
    if (local !== undefined) {
      if (!(isPlainAssignment(node.parent) && node.parent.left === node)) locals.add(local);
      return;
    }
    const declaration = this.#program.globalOf(node);
    if (declaration === undefined || this.#program.roleOf(declaration) === 'platform') return;
    globals.add(declaration);
    const { parent } = node;
    const isCalled = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node;
    if (!isCalled && !ts.isTypeReferenceNode(parent)) values.add(declaration);
  }

  #noteAccess(node: ts.PropertyAccessExpression, { reads, writes, values }: Summary): void {
    const member = this.#shapes.memberOf(node);
    const key = typeof member === 'string' ? node.name.text : member;
    const { parent } = node;
    const isStatement = ts.isExpressionStatement(parent.parent);
    if (isAssignment(parent) && parent.left === node) {
      if (member !== 'foreign') writes.push([key, isPlainAssignment(parent) ? parent.right : undefined]);
      if (isPlainAssignment(parent) || isStatement) return;
    }
    if (isStep(parent)) {
      if (member !== 'foreign') writes.push([key, undefined]);
      if (isStatement || ts.isForStatement(parent.parent)) return;
    }
    if (member === 'foreign') return;
    reads.add(key);
    const isCalled = ts.isCallExpression(parent) && parent.expression === node;
    if (!isCalled && typeof member !== 'string') values.add(member);
    if (!isCalled && typeof member === 'string') values.add(node);
  }

  #noteElement(node: ts.BindingElement, { reads, values }: Summary): void {
    const name = takenName(node);
    if (name === undefined || !ts.isObjectBindingPattern(node.parent)) return;
    const member = this.#shapes.memberOf(node);
    if (member !== 'foreign') reads.add(member === 'unknown' ? name : member);
    if (typeof member !== 'string') values.add(member);
  }

  #noteProperty(
    node: ts.PropertyAssignment | ts.ShorthandPropertyAssignment,
    value: ts.Expression,
    { writes }: Summary,
  ): void {
    const name = memberName(node);
    if (name === undefined) return;
    const member = this.#shapes.member(this.#shapes.expected(node.parent), name);
    if (member !== 'foreign') writes.push([member === 'unknown' ? name : member, value]);
  }

  #noteCall(node: Call, { calls, strayCalls }: Summary): void {
    const callee = this.#shapes.callee(node);
    if (callee !== undefined) calls.push([callee, node]);
    else if (ts.isPropertyAccessExpression(node.expression) && this.#shapes.memberOf(node.expression) === 'unknown') {
      strayCalls.add(node.expression.name.text);
    }
  }
}

/** The class of a constructor, or the function itself. */
export function ownerOf(callable: Callable): ts.Declaration {
  return ts.isConstructorDeclaration(callable) ? (classOf(callable) ?? callable) : callable;
}

function isPublic(member: ts.ClassElement): boolean {
  return memberName(member)?.startsWith('#') !== true;
}

function statementOf(declaration: ts.Declaration): ts.Statement {
  let at: ts.Node = declaration;
  while (!ts.isSourceFile(at.parent)) at = at.parent;
  return at as ts.Statement;
}

function addAll<Item>(to: Set<Item>, items: Iterable<Item>): void {
  for (const item of items) to.add(item);
}

function push<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
