/**
 * Derives the types of expressions from annotations and `new`, as far as needed to find the declaration of a property.
 * If a type is unknown, it must not be guessed.
 */
import { ts } from '#ts-morph';
import type { Program } from './program.js';
import { agreed, foreign, isAbsence, memberIn, own, unknown } from './shape.js';
import type { Shape } from './shape.js';
import { classOf, functionOf, memberName, takenName } from './syntax.js';
import type { Call, Callable, Holder, Member } from './syntax.js';

export class Shapes {
  readonly #program: Program;
  readonly #known = new Map<ts.Node, Shape>();
  readonly #names = new Map<Holder, Set<string | undefined>>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** The type of an expression. */
  of(node: ts.Expression): Shape {
    return this.#remember(node, () => this.#expression(node));
  }

  /**
   * The member that a property access or an element of a pattern refers to; `foreign` if it is certainly not declared
   * in a module.
   */
  memberOf(node: ts.PropertyAccessExpression | ts.BindingElement): Member | 'foreign' | 'unknown' {
    const name = ts.isBindingElement(node) ? takenName(node) : node.name.text;
    const shape = ts.isBindingElement(node) ? this.ofBinding(node.parent.parent) : this.of(node.expression);
    if (name === undefined) return 'unknown';
    if (!ts.isBindingElement(node) && ts.isPrivateIdentifier(node.name)) {
      return memberIn(classOf(node), name) ?? 'unknown';
    }
    return this.member(shape, name);
  }

  member(shape: Shape, name: string): Member | 'foreign' | 'unknown' {
    if (shape.kind === 'unknown') return 'unknown';
    if (shape.kind !== 'own') return 'foreign';
    return this.#memberIn(shape.holder, name) ?? 'foreign';
  }

  /** Whether an object with one member can be used as one with the other. TypeScript's types are structural. */
  mayPass(member: Member, other: Member): boolean {
    const names = this.#namesOf(member.parent as Holder);
    return (other.parent as Holder).members.every((needed) => {
      const name = memberName(needed);
      const isOptional = 'questionToken' in needed && needed.questionToken !== undefined;
      return isOptional || (name !== undefined && names.has(name)) || ts.isConstructorDeclaration(needed);
    });
  }

  #namesOf(holder: Holder): Set<string | undefined> {
    const known = this.#names.get(holder);
    if (known !== undefined) return known;
    const names = new Set(holder.members.map((member) => memberName(member)));
    this.#names.set(holder, names);
    const clauses = ts.isTypeLiteralNode(holder) ? [] : (holder.heritageClauses ?? []);
    for (const type of clauses.flatMap(({ types }) => [...types])) {
      const base = this.ofHeritage(type);
      if (base.kind === 'own') for (const name of this.#namesOf(base.holder)) names.add(name);
    }
    return names;
  }

  /** The function that is called, if it is known. */
  callee(call: Call): Callable | undefined {
    const shape = this.of(call.expression);
    if (shape.kind === 'function') return shape.callable;
    if (shape.kind === 'class' && ts.isNewExpression(call)) {
      return shape.declaration.members.find((member) => ts.isConstructorDeclaration(member));
    }
    return undefined;
  }

  /** The declared type of a variable, a parameter or a part of a pattern. */
  ofBinding(node: ts.Declaration): Shape {
    return this.#remember(node, () => this.#binding(node));
  }

  ofMember(member: Member): Shape {
    return this.#remember(member, () => this.#memberShape(member));
  }

  ofType(type: ts.TypeNode | undefined): Shape {
    return type === undefined ? unknown : this.#remember(type, () => this.#type(type));
  }

  /** The type in an `extends` or `implements` clause. */
  ofHeritage({ expression }: ts.ExpressionWithTypeArguments): Shape {
    const declaration = ts.isIdentifier(expression) ? this.#program.declarationOf(expression) : undefined;
    const isHolder =
      declaration !== undefined && (ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration));
    return isHolder ? own(declaration) : foreign;
  }

  /** Whether an interface or another class determines the parameters of a method, and calls may go through it. */
  isInherited(node: Callable): boolean {
    if (!ts.isMethodDeclaration(node)) return false;
    const name = memberName(node) ?? '';
    const clauses = classOf(node)?.heritageClauses ?? [];
    return clauses.some(({ types }) =>
      types.some((type) => {
        const base = this.ofHeritage(type);
        return base.kind === 'foreign' || this.member(base, name) !== 'foreign';
      }),
    );
  }

  /** The type that the context of an expression expects. */
  expected(node: ts.Expression): Shape {
    const { parent } = node;
    if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) {
      return parent.type === undefined && ts.isVariableDeclaration(parent)
        ? this.#expectedOfUses(parent)
        : this.ofType(parent.type);
    }
    if (ts.isParameter(parent)) return this.ofType(parent.type);
    if (ts.isReturnStatement(parent)) return this.#returned(functionOf(parent));
    if (ts.isArrowFunction(parent)) return this.#returned(parent);
    if (ts.isPropertyAssignment(parent)) {
      const member = this.member(this.expected(parent.parent), memberName(parent) ?? '');
      return typeof member === 'string' ? { kind: member } : this.ofMember(member);
    }
    if (ts.isSpreadAssignment(parent)) return this.expected(parent.parent);
    if (ts.isArrayLiteralExpression(parent)) {
      const list = this.expected(parent);
      return list.kind === 'list' ? list.of : unknown;
    }
    if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent)) return this.ofType(parent.type);
    if (ts.isBinaryExpression(parent)) {
      const isAssigned = parent.right === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
      return isAssigned ? this.of(parent.left) : this.expected(parent);
    }
    const isPassedOn =
      ts.isParenthesizedExpression(parent) ||
      (ts.isConditionalExpression(parent) && parent.condition !== node) ||
      ts.isAwaitExpression(parent);
    if (isPassedOn) return this.expected(parent);
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return this.#argument(parent, node);
    return unknown;
  }

  #argument(call: Call, node: ts.Expression): Shape {
    const callee = this.callee(call);
    if (callee !== undefined) {
      return this.ofType(callee.parameters[call.arguments?.indexOf(node) ?? -1]?.type);
    }
    if (ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === 'push') {
      const list = this.of(call.expression.expression);
      return list.kind === 'list' ? list.of : unknown;
    }
    return this.of(call.expression).kind === 'foreign' ? foreign : unknown;
  }

  /** A constant without an annotation has the type that its uses expect. */
  #expectedOfUses(declaration: ts.VariableDeclaration): Shape {
    const scope = declaration.parent.parent.parent;
    let found: Shape = unknown;
    const visit = (node: ts.Node): void => {
      if (found.kind !== 'unknown') return;
      if (ts.isIdentifier(node) && this.#program.localOf(node) === declaration) found = this.expected(node);
      ts.forEachChild(node, visit);
    };
    visit(scope);
    return found;
  }

  #returned(node: ts.SignatureDeclaration | undefined): Shape {
    const shape = this.ofType(node?.type);
    return shape.kind === 'promise' ? shape.of : shape;
  }

  #remember(node: ts.Node, find: () => Shape): Shape {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    // A type that depends on itself is unknown.
    this.#known.set(node, unknown);
    const shape = find();
    this.#known.set(node, shape);
    return shape;
  }

  #expression(node: ts.Expression): Shape {
    if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return this.of(node.expression);
    if (ts.isAsExpression(node)) return this.ofType(node.type);
    if (node.kind === ts.SyntaxKind.ThisKeyword) return own(classOf(node));
    if (ts.isIdentifier(node)) return this.#identifier(node);
    if (ts.isPropertyAccessExpression(node)) {
      const member = this.memberOf(node);
      return typeof member === 'string' ? { kind: member } : this.ofMember(member);
    }
    if (ts.isNewExpression(node)) return this.#made(node);
    if (ts.isCallExpression(node)) return this.#result(node);
    if (ts.isAwaitExpression(node)) {
      const shape = this.of(node.expression);
      return shape.kind === 'promise' ? shape.of : shape;
    }
    if (ts.isElementAccessExpression(node)) {
      const shape = this.of(node.expression);
      return shape.kind === 'list' ? shape.of : shape.kind === 'foreign' ? foreign : unknown;
    }
    if (ts.isConditionalExpression(node)) return agreed(this.of(node.whenTrue), this.of(node.whenFalse));
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return this.of(node.right);
      const chooses = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
      return chooses ? agreed(this.of(node.left), this.of(node.right)) : foreign;
    }
    if (ts.isObjectLiteralExpression(node)) return this.expected(node);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return { kind: 'function', callable: node };
    if (ts.isArrayLiteralExpression(node)) {
      const [first] = node.elements;
      return first === undefined || ts.isSpreadElement(first) ? unknown : { kind: 'list', of: this.of(first) };
    }
    return ts.isLiteralExpression(node) || ts.isTemplateExpression(node) ? foreign : unknown;
  }

  #identifier(node: ts.Identifier): Shape {
    const declaration = this.#program.declarationOf(node);
    if (declaration === undefined) return foreign;
    if (ts.isFunctionDeclaration(declaration)) return { kind: 'function', callable: declaration };
    if (ts.isClassDeclaration(declaration)) return { kind: 'class', declaration };
    return this.ofBinding(declaration);
  }

  #made(node: ts.NewExpression): Shape {
    const shape = this.of(node.expression);
    if (shape.kind === 'class') return own(shape.declaration);
    const item = node.typeArguments?.at(-1);
    if (!ts.isIdentifier(node.expression)) return foreign;
    if (node.expression.text === 'Map' || node.expression.text === 'WeakMap')
      return { kind: 'map', of: this.ofType(item) };
    if (node.expression.text !== 'Set') return foreign;
    const [list] = node.arguments ?? [];
    const listed = list === undefined ? unknown : this.of(list);
    return { kind: 'list', of: item !== undefined ? this.ofType(item) : listed.kind === 'list' ? listed.of : unknown };
  }

  #result(node: ts.CallExpression): Shape {
    const callee = this.callee(node);
    if (callee !== undefined) return this.ofType(callee.type);
    const { expression } = node;
    // A function of another module might return its argument.
    if (!ts.isPropertyAccessExpression(expression)) return unknown;
    const base = this.of(expression.expression);
    const { text } = expression.name;
    if (base.kind === 'list') {
      if (['filter', 'slice', 'concat', 'values', 'sort'].includes(text)) return base;
      if (['find', 'at', 'pop', 'shift'].includes(text)) return base.of;
      return ['map', 'flatMap', 'reduce'].includes(text) ? unknown : foreign;
    }
    if (base.kind === 'map') return text === 'get' ? base.of : foreign;
    return unknown;
  }

  #binding(node: ts.Declaration): Shape {
    if (ts.isBindingElement(node)) {
      if (!ts.isObjectBindingPattern(node.parent)) return unknown;
      const member = this.memberOf(node);
      return typeof member === 'string' ? { kind: member } : this.ofMember(member);
    }
    if (ts.isVariableDeclaration(node)) {
      if (node.type !== undefined) return this.ofType(node.type);
      if (node.initializer !== undefined) return this.of(node.initializer);
      const loop = node.parent.parent;
      if (!ts.isForOfStatement(loop)) return unknown;
      const list = this.of(loop.expression);
      return list.kind === 'list' ? list.of : unknown;
    }
    if (!ts.isParameter(node)) return unknown;
    if (node.type !== undefined) return this.ofType(node.type);
    return node.initializer === undefined ? this.#callbackParameter(node) : this.of(node.initializer);
  }

  /** The type of a parameter of a callback. */
  #callbackParameter(node: ts.ParameterDeclaration): Shape {
    const callback = node.parent;
    if (!ts.isArrowFunction(callback)) return unknown;
    const position = callback.parameters.indexOf(node);
    const { parent: call } = callback;
    if (ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) && call.arguments[0] === callback) {
      const list = this.of(call.expression.expression);
      if (list.kind === 'list') return position === 0 ? list.of : unknown;
      if (list.kind === 'foreign') return unknown;
    }
    const shape = this.expected(callback);
    return shape.kind === 'function' ? this.ofType(shape.callable.parameters[position]?.type) : unknown;
  }

  #memberShape(member: Member): Shape {
    if (ts.isMethodDeclaration(member) || ts.isMethodSignature(member)) return { kind: 'function', callable: member };
    if (ts.isGetAccessorDeclaration(member)) return this.ofType(member.type);
    if (ts.isPropertySignature(member)) return this.ofType(member.type);
    if (!ts.isPropertyDeclaration(member)) return unknown;
    if (member.type !== undefined) return this.ofType(member.type);
    return member.initializer === undefined ? unknown : this.of(member.initializer);
  }

  #type(type: ts.TypeNode): Shape {
    if (ts.isParenthesizedTypeNode(type) || ts.isTypeOperatorNode(type)) return this.ofType(type.type);
    if (ts.isArrayTypeNode(type)) return { kind: 'list', of: this.ofType(type.elementType) };
    if (ts.isTypeLiteralNode(type)) return own(type);
    if (ts.isFunctionTypeNode(type)) return { kind: 'function', callable: type };
    if (ts.isUnionTypeNode(type)) {
      const arms = type.types.filter((arm) => !isAbsence(arm)).map((arm) => this.ofType(arm));
      const [first = unknown, ...others] = arms;
      return others.reduce(agreed, first);
    }
    if (ts.isTypeReferenceNode(type)) return this.#reference(type);
    const isOpen = type.kind === ts.SyntaxKind.UnknownKeyword || type.kind === ts.SyntaxKind.AnyKeyword;
    return isOpen ? unknown : foreign;
  }

  #reference({ typeName, typeArguments = ts.factory.createNodeArray() }: ts.TypeReferenceNode): Shape {
    if (!ts.isIdentifier(typeName)) return foreign;
    const declaration = this.#program.declarationOf(typeName);
    if (declaration !== undefined) {
      if (ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration)) return own(declaration);
      if (ts.isTypeAliasDeclaration(declaration)) return this.ofType(declaration.type);
      return ts.isTypeParameterDeclaration(declaration) ? this.ofType(declaration.constraint) : unknown;
    }
    const last = this.ofType(typeArguments.at(-1));
    switch (typeName.text) {
      case 'Array':
      case 'ReadonlyArray':
      case 'Iterable':
      case 'Set':
      case 'ReadonlySet':
        return { kind: 'list', of: last };
      case 'Map':
      case 'ReadonlyMap':
      case 'WeakMap':
        return { kind: 'map', of: last };
      case 'Promise':
        return { kind: 'promise', of: last };
      case 'Pick':
      case 'Omit':
      case 'Partial':
      case 'Readonly':
        return this.ofType(typeArguments[0]);
      default:
        return foreign;
    }
  }

  #memberIn(holder: Holder, name: string): Member | undefined {
    const found = memberIn(holder, name);
    if (found !== undefined || ts.isTypeLiteralNode(holder)) return found;
    const bases = (holder.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => this.ofHeritage(type)));
    return bases
      .map((base) => (base.kind === 'own' ? this.#memberIn(base.holder, name) : undefined))
      .find((one) => one);
  }
}
