/** Derives the class of an expression's value from annotations and constructors. */
import type { ClassDef, Expression, FunctionDef, Node, Slice } from '../syntax/nodes.js';
import { parseExpression } from '../syntax/parse.js';
import { methodsOf, nameOf } from './program.js';
import type { LoadedModule } from './load.js';
import type { ClassInfo, Program } from './program.js';

export class Types {
  private readonly program: Program;
  private readonly known = new Map<Node, ClassInfo | undefined>();

  constructor(program: Program) {
    this.program = program;
  }

  /** `undefined`: a class of another package, or unknown. */
  typeOf(module: LoadedModule, node: Expression): ClassInfo | undefined {
    if (this.known.has(node)) return this.known.get(node);
    // A type that depends on itself is unknown.
    this.known.set(node, undefined);
    const type = this.read(module, node);
    this.known.set(node, type);
    return type;
  }

  /** The class that an annotation refers to, with or without `None`. */
  annotated(module: LoadedModule, node: Expression | Slice): ClassInfo | undefined {
    if (node.type === 'Slice') return undefined;
    if (node.type === 'BinOp' && node.operator === '|') {
      return this.annotated(module, node.left) ?? this.annotated(module, node.right);
    }
    if (node.type === 'Constant' && node.kind === 'string') {
      const inner = parseExpression(node.value);
      return inner.type === 'Name' ? this.named(module, inner.id) : undefined;
    }
    return this.program.classAt(module, node);
  }

  /** The method that is called on an object of a class. */
  methodOf(info: ClassInfo | undefined, name: string): { owner: ClassInfo; node: FunctionDef } | undefined {
    if (info === undefined) return undefined;
    const node = methodsOf(info).find((one) => one.name.text === name);
    if (node !== undefined) return { owner: info, node };
    for (const base of info.bases) {
      const found = this.methodOf(base, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private named(module: LoadedModule, name: string): ClassInfo | undefined {
    const statement = this.program.declarationOf(module, name)?.statement;
    return statement?.type === 'ClassDef' ? this.program.classNamed(statement) : undefined;
  }

  private read(module: LoadedModule, node: Expression): ClassInfo | undefined {
    switch (node.type) {
      case 'Name':
        return this.ofName(module, node.id, node);
      case 'Attribute':
        return this.attribute(this.typeOf(module, node.value), node.attribute.text);
      case 'Call':
        return this.ofCall(module, node);
      case 'IfExp':
        return this.typeOf(module, node.body) ?? this.typeOf(module, node.orelse);
      default:
        return undefined;
    }
  }

  private ofName(module: LoadedModule, name: string, node: Expression): ClassInfo | undefined {
    const binding = module.scopes.meaningOf.get(node);
    if (binding === undefined || binding.scope === module.scopes.module) {
      const declaration = this.program.declarationOf(module, name);
      const statement = declaration?.statement;
      if (declaration === undefined || statement === undefined) return undefined;
      if (statement.type === 'AnnAssign') return this.annotated(declaration.module, statement.annotation);
      return statement.type === 'Assign' ? this.typeOf(declaration.module, statement.value) : undefined;
    }
    const types = binding.definitions.map((definition) => this.ofDefinition(module, definition));
    return types.find((type) => type !== undefined);
  }

  /** The class of a parameter or variable where it is bound. */
  private ofDefinition(module: LoadedModule, definition: Node): ClassInfo | undefined {
    const parent = module.parents.get(definition);
    if (parent?.type === 'Parameter') {
      const around = module.parents.get(parent);
      if (parent.annotation !== undefined) return this.annotated(module, parent.annotation);
      const isMethod = around?.type === 'FunctionDef' && module.parents.get(around)?.type === 'ClassDef';
      const isFirst = around?.type === 'FunctionDef' && around.parameters[0] === parent;
      return isMethod && isFirst && parent.name.text === 'self'
        ? this.program.enclosingClass(module, around)
        : undefined;
    }
    if (parent?.type === 'AnnAssign') return this.annotated(module, parent.annotation);
    if ((parent?.type === 'For' || parent?.type === 'Comprehension') && parent.target === definition) {
      return this.elementOf(module, parent.iter);
    }
    return parent?.type === 'Assign' && parent.targets.length === 1 ? this.typeOf(module, parent.value) : undefined;
  }

  /** The class of the elements of a collection: a display, a filtered one, or an annotated one. */
  private elementOf(module: LoadedModule, node: Expression): ClassInfo | undefined {
    if (node.type === 'Tuple' || node.type === 'List') {
      const [first] = node.elements;
      return first === undefined || first.type === 'Slice' ? undefined : this.typeOf(module, first);
    }
    if (node.type === 'ListComp' || node.type === 'GeneratorExp') return this.typeOf(module, node.element);
    if (node.type === 'Attribute') {
      const info = this.typeOf(module, node.value);
      const target = info === undefined ? undefined : attributesOf(info.node, node.attribute.text)[0];
      const parent = target === undefined ? undefined : info?.module.parents.get(target);
      if (info === undefined || parent?.type !== 'Assign') return undefined;
      return this.elementOf(info.module, parent.value);
    }
    return undefined;
  }

  private attribute(info: ClassInfo | undefined, name: string): ClassInfo | undefined {
    if (info === undefined) return undefined;
    for (const one of info.node.body) {
      if (one.type === 'AnnAssign' && nameOf(one.target) === name) return this.annotated(info.module, one.annotation);
    }
    const written = this.writtenIn(info, name);
    if (written !== undefined) return written;
    for (const base of info.bases) {
      const type = this.attribute(base, name);
      if (type !== undefined) return type;
    }
    return undefined;
  }

  /** The class of the values that the methods of a class assign to `self.name`. */
  private writtenIn({ module, node }: ClassInfo, name: string): ClassInfo | undefined {
    for (const target of attributesOf(node, name)) {
      const parent = module.parents.get(target);
      const type =
        parent?.type === 'AnnAssign'
          ? this.annotated(module, parent.annotation)
          : parent?.type === 'Assign'
            ? this.typeOf(module, parent.value)
            : undefined;
      if (type !== undefined) return type;
    }
    return undefined;
  }

  private ofCall(module: LoadedModule, { callee }: Expression & { type: 'Call' }): ClassInfo | undefined {
    if (nameOf(callee) === 'super') return this.program.enclosingClass(module, callee)?.bases[0];
    const made = this.program.classAt(module, callee);
    if (made !== undefined) return made;
    if (callee.type === 'Attribute') {
      const method = this.methodOf(this.typeOf(module, callee.value), callee.attribute.text);
      return method?.node.returns === undefined ? undefined : this.annotated(method.owner.module, method.node.returns);
    }
    const declaration = this.program.declarationAt(module, callee);
    if (declaration?.statement.type !== 'FunctionDef' || declaration.statement.returns === undefined) return undefined;
    return this.annotated(declaration.module, declaration.statement.returns);
  }
}

/** The targets `self.name` of assignments in a class. */
function attributesOf(node: ClassDef, name: string): Expression[] {
  const found: Expression[] = [];
  const visit = (statements: readonly Node[]): void => {
    for (const one of statements) {
      if (one.type === 'AnnAssign' && isOwn(one.target, name)) found.push(one.target);
      if (one.type === 'Assign') found.push(...one.targets.filter((target) => isOwn(target, name)));
      if ('body' in one && Array.isArray(one.body)) visit(one.body as readonly Node[]);
      if (one.type === 'If') visit(one.clauses);
    }
  };
  visit(node.body);
  return found;
}

function isOwn(target: Expression, name: string): boolean {
  return target.type === 'Attribute' && nameOf(target.value) === 'self' && target.attribute.text === name;
}
