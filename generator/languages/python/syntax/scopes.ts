/** Scope analysis for Python: finds the binding that each name refers to. */
import { bindingsOf, targetNames } from './bindings.js';
import type { Bindings } from './bindings.js';
import { childrenOf } from './nodes.js';
import type {
  Comprehension,
  Expression,
  FunctionDef,
  Lambda,
  Module,
  Name,
  Node,
  Statement,
  TypeParameter,
} from './nodes.js';
import { parseExpression } from './parse.js';

/** A name in a scope. */
export interface Binding {
  readonly name: string;
  readonly scope: Scope;
  /** The nodes that bind it: assigned names, parameters, definitions and imports. */
  readonly definitions: Node[];
  /** The nodes that read it. */
  readonly reads: Name[];
}

export interface Scope {
  readonly kind: 'module' | 'class' | 'function' | 'comprehension' | 'types';
  readonly parent: Scope | undefined;
  readonly node: Node;
  readonly bindings: Map<string, Binding>;
}

export interface Scopes {
  readonly module: Scope;
  /** The scope that a module, class, function, lambda or comprehension opens. */
  readonly scopeOf: ReadonlyMap<Node, Scope>;
  /** The binding of each name, and of each identifier of a definition or parameter. */
  readonly meaningOf: ReadonlyMap<Node, Binding>;
  /** Names that the module does not declare, for each top-level statement that uses them. */
  readonly free: ReadonlyMap<Statement, ReadonlySet<string>>;
  /** Names of module scope, for each top-level statement that uses them. */
  readonly reads: ReadonlyMap<Statement, ReadonlySet<string>>;
}

/** Resolves all names of a module. */
export function readScopes(module: Module, text: string): Scopes {
  return new ScopeReader(module, text).read();
}

class ScopeReader {
  private readonly module: Module;
  private readonly text: string;
  private readonly root: Scope;
  private readonly scopeOf = new Map<Node, Scope>();
  private readonly meaningOf = new Map<Node, Binding>();
  private readonly free = new Map<Statement, Set<string>>();
  private readonly reads = new Map<Statement, Set<string>>();
  /** The names that a class has bound so far. Until then, a name in the class body refers to an enclosing scope. */
  private readonly assigned = new Map<Scope, Set<string>>();
  /** The names that each function declares `global`. */
  private readonly globals = new Map<Scope, ReadonlySet<string>>();
  private current = { free: new Set<string>(), reads: new Set<string>() };
  /** Function bodies are visited after the enclosing scopes are complete. */
  private readonly later: (() => void)[] = [];

  constructor(module: Module, text: string) {
    this.module = module;
    this.text = text;
    this.root = this.open('module', undefined, module, bindingsOf(module.body));
  }

  read(): Scopes {
    for (const statement of this.module.body) {
      const current = { free: new Set<string>(), reads: new Set<string>() };
      this.free.set(statement, current.free);
      this.reads.set(statement, current.reads);
      this.current = current;
      this.visit(statement, this.root);
      for (let work = this.later.shift(); work !== undefined; work = this.later.shift()) work();
    }
    const { scopeOf, meaningOf, free, reads } = this;
    return { module: this.root, scopeOf, meaningOf, free, reads };
  }

  /** Creates a scope with the names that are bound in it. */
  private open(kind: Scope['kind'], parent: Scope | undefined, node: Node, { bound, outer }: Bindings): Scope {
    const scope: Scope = { kind, parent, node, bindings: new Map() };
    this.scopeOf.set(node, scope);
    for (const { name, node: definition } of bound) {
      const declared = outer.get(name);
      this.bind(declared === undefined ? scope : this.home(declared, scope, name), name, definition);
    }
    const globals = Array.from(outer).flatMap(([name, declared]) => (declared === 'global' ? [name] : []));
    if (globals.length > 0) this.globals.set(scope, new Set(globals));
    if (kind === 'class') this.assigned.set(scope, new Set());
    return scope;
  }

  private openFunction(node: FunctionDef | Lambda, scope: Scope, body: readonly Node[]): Scope {
    const { bound, outer } = bindingsOf(body);
    const parameters = node.parameters.map(({ name }) => ({ name: name.text, node: name }));
    return this.open('function', scope, node, { bound: [...parameters, ...bound], outer });
  }

  private home(declared: 'global' | 'nonlocal', scope: Scope, name: string): Scope {
    if (declared === 'global') return this.root;
    for (let one = scope.parent; one !== undefined; one = one.parent) {
      if (one.kind === 'function' && one.bindings.has(name)) return one;
    }
    return scope;
  }

  private bind(scope: Scope, name: string, definition: Node): void {
    const known = scope.bindings.get(name);
    const binding = known ?? { name, scope, definitions: [], reads: [] };
    binding.definitions.push(definition);
    scope.bindings.set(name, binding);
    this.meaningOf.set(definition, binding);
  }

  private find(name: string, from: Scope): Binding | undefined {
    for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.parent) {
      if (this.globals.get(scope)?.has(name) === true) return this.root.bindings.get(name);
      const isSeen = scope.kind !== 'class' || (scope === from && this.assigned.get(scope)?.has(name) === true);
      const binding = isSeen ? scope.bindings.get(name) : undefined;
      if (binding !== undefined) return binding;
    }
    return undefined;
  }

  private visitAll(nodes: readonly (Node | undefined)[], scope: Scope): void {
    for (const node of nodes) if (node !== undefined) this.visit(node, scope);
  }

  private visit(node: Node, scope: Scope): void {
    switch (node.type) {
      case 'Name':
        this.readName(node, scope);
        return;
      case 'FunctionDef':
        this.visitFunction(node, scope);
        break;
      case 'Lambda': {
        this.visitAll(
          node.parameters.map((one) => one.default),
          scope,
        );
        this.visit(node.body, this.openFunction(node, scope, [node.body]));
        return;
      }
      case 'ClassDef': {
        this.visitAll(node.decorators, scope);
        const outer = this.openTypes(node.typeParameters, scope);
        this.visitAll(node.arguments, outer);
        const inner = this.open('class', outer, node, bindingsOf(node.body));
        this.visitAll(node.body, inner);
        break;
      }
      case 'TypeAlias':
        this.visit(node.value, this.openTypes(node.typeParameters, scope));
        break;
      case 'ListComp':
      case 'SetComp':
      case 'GeneratorExp':
      case 'DictComp':
        this.visitComprehension(node, node.element, node.generators, scope);
        return;
      case 'AnnAssign':
        this.visitAll([node.value, node.target], scope);
        this.visitAnnotation(node.annotation, scope);
        break;
      case 'Assign':
        this.visitAll([node.value, ...node.targets], scope);
        break;
      default:
        this.visitAll(childrenOf(node), scope);
    }
    this.noteAssigned(node, scope);
  }

  /** Later statements of a class body can read the names that this one binds. */
  private noteAssigned(node: Node, scope: Scope): void {
    const known = this.assigned.get(scope);
    if (known !== undefined) for (const { name } of bindingsOf([node]).bound) known.add(name);
  }

  private readName(node: Name, scope: Scope): void {
    const known = this.meaningOf.get(node);
    // A target is not a read. `x += 1` also reads `x`, which the node of the assignment represents.
    if (known !== undefined) {
      if (known.scope === this.root) this.current.reads.add(node.id);
      return;
    }
    const binding = this.find(node.id, scope);
    if (binding === undefined) {
      this.current.free.add(node.id);
      return;
    }
    this.meaningOf.set(node, binding);
    binding.reads.push(node);
    if (binding.scope === this.root) this.current.reads.add(node.id);
  }

  private visitFunction(node: FunctionDef, scope: Scope): void {
    this.visitAll([...node.decorators, ...node.parameters.map((one) => one.default)], scope);
    const outer = this.openTypes(node.typeParameters, scope);
    for (const { annotation } of node.parameters) if (annotation !== undefined) this.visitAnnotation(annotation, outer);
    if (node.returns !== undefined) this.visitAnnotation(node.returns, outer);
    const inner = this.openFunction(node, outer, node.body);
    this.later.push(() => this.visitAll(node.body, inner));
  }

  /** The scope of type parameters, in which also what uses them in the head of a definition is resolved. */
  private openTypes(parameters: readonly TypeParameter[] | undefined, scope: Scope): Scope {
    const [first] = parameters ?? [];
    if (parameters === undefined || first === undefined) return scope;
    const bound = parameters.map(({ name }) => ({ name: name.text, node: name }));
    const inner = this.open('types', scope, first, { bound, outer: new Map() });
    this.visitAll(
      parameters.flatMap((one) => [one.bound, one.default]),
      inner,
    );
    return inner;
  }

  /**
   * The first iterable is evaluated in the enclosing scope. Everything else belongs to the scope of the comprehension.
   */
  private visitComprehension(node: Node, element: Node, generators: readonly Comprehension[], scope: Scope): void {
    const [first, ...rest] = generators;
    if (first !== undefined) this.visit(first.iter, scope);
    const targets = generators.flatMap(({ target }) => targetNames(target));
    const bound = targets.map((target) => ({ name: target.id, node: target }));
    const inner = this.open('comprehension', scope, node, { bound, outer: new Map() });
    this.visitAll(
      [
        ...(first === undefined ? [] : [first.target, ...first.conditions]),
        ...rest.flatMap(({ target, iter, conditions }) => [iter, target, ...conditions]),
        element,
      ],
      inner,
    );
  }

  /** A quoted annotation is a forward reference, except inside `Literal`, where it is a string. */
  private visitAnnotation(node: Expression, scope: Scope): void {
    if (node.type === 'Constant' && node.kind === 'string') {
      const start = this.text.indexOf(node.value, node.start);
      if (start !== -1 && start + node.value.length < node.end) {
        this.visit(parseExpression(this.text, start, start + node.value.length), scope);
      }
    } else if (node.type === 'Subscript') {
      this.visit(node.value, scope);
      const isText = node.value.type === 'Name' && node.value.id === 'Literal';
      const { slice } = node;
      if (isText || slice.type === 'Slice') this.visit(slice, scope);
      else this.visitAnnotation(slice, scope);
    } else if (node.type === 'Tuple' || node.type === 'List') {
      for (const one of node.elements) if (one.type !== 'Slice') this.visitAnnotation(one, scope);
    } else if (node.type === 'BinOp') {
      this.visitAnnotation(node.left, scope);
      this.visitAnnotation(node.right, scope);
    } else this.visit(node, scope);
  }
}
