/** Removes unused local variables, members of classes and interfaces, properties of objects, and members of unions. */
import { ts } from '#ts-morph';
import type { Effects } from './effects.js';
import type { Program } from './program.js';
import type { Shapes } from './shapes.js';
import { classOf, hasModifier, memberName } from './syntax.js';
import type { Member } from './syntax.js';
import type { Usage } from './usage.js';
import { canBeAbsent, hasUndefinedArm } from './forms.js';
import { isConstant } from './known.js';
import type { Values } from './values.js';
import type { View } from './view.js';

/** Looked up once, and not for every node: `ts` has thousands of properties. */
const { SyntaxKind } = ts;

export interface DropTools {
  readonly program: Program;
  readonly view: View;
  readonly shapes: Shapes;
  readonly usage: Usage;
  readonly values: Values;
  readonly effects: Effects;
  /** Whether the application can access objects of a type. */
  readonly isOpen: (holder: ts.Node) => boolean;
  /** Records code that cannot be removed in its current form. If this is still so at the end, specialising fails. */
  readonly refuse: (reason: string, node: ts.Node) => void;
}

export class Dropper {
  readonly #tools: DropTools;

  constructor(tools: DropTools) {
    this.#tools = tools;
  }

  drop(node: ts.Node): void {
    switch (node.kind) {
      case SyntaxKind.VariableStatement:
        this.#variable(node as ts.VariableStatement);
        break;
      case SyntaxKind.PropertySignature:
      case SyntaxKind.MethodSignature:
        this.#signature(node as ts.PropertySignature | ts.MethodSignature);
        break;
      case SyntaxKind.PropertyDeclaration:
        this.#field(node as ts.PropertyDeclaration);
        break;
      case SyntaxKind.MethodDeclaration:
      case SyntaxKind.GetAccessor:
        this.#method(node as ts.MethodDeclaration | ts.GetAccessorDeclaration);
        break;
      case SyntaxKind.Constructor:
        this.#emptyConstructor(node as ts.ConstructorDeclaration);
        break;
      case SyntaxKind.ObjectLiteralExpression:
        this.#object(node as ts.ObjectLiteralExpression);
        break;
      case SyntaxKind.ExpressionStatement:
        this.#assignment(node as ts.ExpressionStatement);
        break;
      case SyntaxKind.Parameter:
        this.#setting(node as ts.ParameterDeclaration);
        break;
      case SyntaxKind.UnionType:
        this.#arms(node as ts.UnionTypeNode);
        break;
      case SyntaxKind.TypeReference:
        this.#keys(node as ts.TypeReferenceNode);
    }
  }

  /** Removes properties from a generated module that no helper reads. */
  dropGiven(node: ts.Node): void {
    if (ts.isObjectLiteralExpression(node)) this.#object(node);
  }

  #variable(node: ts.VariableStatement): void {
    const { view, usage, refuse } = this.#tools;
    if (ts.isSourceFile(node.parent)) return;
    for (const declaration of node.declarationList.declarations) {
      const { name, initializer } = declaration;
      if (ts.isIdentifier(name)) {
        if (initializer === undefined) continue;
        if (usage.isUsed(declaration)) {
          if (this.#isSameAs(declaration, initializer)) view.drop(node);
          continue;
        }
        if (this.#isFreeToGo(initializer)) view.drop(node);
        else refuse('The initializer of an unused variable has a side effect', node);
      } else if (ts.isObjectBindingPattern(name)) {
        const isUnused = (element: ts.BindingElement): boolean =>
          ts.isIdentifier(element.name) && !usage.isUsed(element);
        const unused = name.elements.filter((element) => !view.isDropped(element) && isUnused(element));
        if (unused.length === 0) continue;
        const isWhole = name.elements.every((element) => view.isDropped(element) || unused.includes(element));
        if (isWhole && initializer !== undefined && this.#tools.effects.isFree(initializer)) view.drop(node);
        else for (const element of unused) view.drop(element);
      }
    }
  }

  /** Replaces a constant that has become the same as another one. */
  #isSameAs(declaration: ts.VariableDeclaration, initializer: ts.Expression): boolean {
    const { view, program } = this.#tools;
    const other = view.at(initializer);
    if (other === initializer || !ts.isIdentifier(other) || !isConstantName(program.localOf(other))) return false;
    const uses = program.usesOf(declaration);
    if (uses.some(({ parent }) => ts.isShorthandPropertyAssignment(parent)) || program.isHidden(other)) return false;
    for (const use of uses) view.replace(use, other);
    return true;
  }

  /** A member of an interface that no object has or no code reads. */
  #signature(node: ts.PropertySignature | ts.MethodSignature): void {
    const { view, values, usage, isOpen } = this.#tools;
    const setting = ts.isPropertySignature(node) ? values.presenceOf(node) : undefined;
    if (setting !== undefined && isConstant(setting)) {
      view.drop(node);
      return;
    }
    if (setting?.kind === 'defined' && ts.isPropertySignature(node)) this.#present(node);
    const holder = node.parent;
    if (ts.isInterfaceDeclaration(holder) && !isOpen(holder) && !usage.isRead(node)) view.drop(node);
  }

  /** Makes a member or parameter required if it is always present. */
  #present(node: ts.PropertySignature | ts.ParameterDeclaration): void {
    const { view } = this.#tools;
    const { questionToken, type } = node;
    if (questionToken !== undefined && !view.isDropped(questionToken)) view.drop(questionToken);
    this.#withoutUndefined(type);
  }

  #withoutUndefined(type: ts.TypeNode | undefined): void {
    if (type === undefined || !hasUndefinedArm(type) || !ts.isUnionTypeNode(type)) return;
    for (const arm of type.types) {
      if (arm.kind === ts.SyntaxKind.UndefinedKeyword && !this.#tools.view.isDropped(arm)) this.#tools.view.drop(arm);
    }
  }

  /** A parameter with the name of a setting, also in a function type. */
  #setting(node: ts.ParameterDeclaration): void {
    const { values, view } = this.#tools;
    const setting = values.presenceOf(node);
    const value = canBeAbsent(node) ? values.ofParameter(node) : undefined;
    if (value?.kind === 'defined' || value?.kind === 'truthy') this.#present(node);
    const isType = ts.isFunctionTypeNode(node.parent);
    if (isType && setting !== undefined && isConstant(setting)) view.drop(node);
  }

  #field(node: ts.PropertyDeclaration): void {
    const { view, usage, values, refuse } = this.#tools;
    const value = values.ofMember(node);
    if (!usage.isRead(node) && !this.#isPromised(node)) {
      const given = [node.initializer, ...usage.writesTo(node)];
      if (given.every((one) => one === undefined || this.#isFreeToGo(one))) view.drop(node);
      else refuse('The value of an unused field has a side effect', node);
    } else if (value.kind === 'truthy' || value.kind === 'defined') this.#withoutUndefined(node.type);
  }

  #method(node: ts.MethodDeclaration | ts.GetAccessorDeclaration): void {
    const { view, usage } = this.#tools;
    if (!ts.isClassDeclaration(node.parent) || usage.isRead(node) || this.#isPromised(node)) return;
    if (!hasModifier(node, ts.SyntaxKind.OverrideKeyword)) view.drop(node);
  }

  /** Whether other code may access a member: the application, or users of an interface that the class implements. */
  #isPromised(node: Member): boolean {
    const { shapes, isOpen } = this.#tools;
    const owner = classOf(node);
    if (owner === undefined || memberName(node)?.startsWith('#') === true) return false;
    const bases = (owner.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => shapes.ofHeritage(type)));
    return isOpen(owner) || bases.some(({ kind }) => kind === 'foreign');
  }

  #emptyConstructor(node: ts.ConstructorDeclaration): void {
    const { view } = this.#tools;
    const isEmpty = node.body !== undefined && view.statementsOf(node.body.statements).length === 0;
    if (isEmpty && node.parameters.every((parameter) => view.isDropped(parameter))) view.drop(node);
  }

  #object(node: ts.ObjectLiteralExpression): void {
    const { view, shapes, program, refuse } = this.#tools;
    let shape: ReturnType<Shapes['expected']> | undefined;
    for (const property of node.properties) {
      const name = memberName(property);
      const isValue = ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property);
      if (!isValue || name === undefined || view.isDropped(property)) continue;
      shape ??= shapes.expected(node);
      const member = shapes.member(shape, name);
      if (typeof member === 'string' || !view.isDropped(member) || program.roleOf(member) !== 'helper') continue;
      const value = ts.isPropertyAssignment(property) ? property.initializer : property.name;
      if (this.#isFreeToGo(value)) view.drop(property);
      else refuse('The value of an unused property has a side effect', property);
    }
  }

  /** Whether an expression can be removed, because it has no value or no side effects. */
  #isFreeToGo(node: ts.Expression): boolean {
    return this.#tools.effects.isFree(node) || this.#tools.values.isUndefined(node);
  }

  /** An assignment to a removed field. */
  #assignment(node: ts.ExpressionStatement): void {
    const { view, shapes, refuse } = this.#tools;
    const { expression } = node;
    if (!ts.isBinaryExpression(expression) || !ts.isPropertyAccessExpression(expression.left)) return;
    const member = shapes.memberOf(expression.left);
    if (typeof member === 'string' || !view.isDropped(member) || view.isDropped(node)) return;
    if (this.#isFreeToGo(expression.right)) view.drop(node);
    else refuse('The value of an unused member has a side effect', node);
  }

  /** String literals in a union that never occur as values. */
  #arms(node: ts.UnionTypeNode): void {
    const { view, usage } = this.#tools;
    if (!ts.isTypeAliasDeclaration(node.parent)) return;
    const unused = node.types.filter((arm) => {
      const text = stringOf(arm);
      return text !== undefined && !usage.hasString(text);
    });
    // A type without any value is not used.
    if (unused.length < node.types.length) for (const arm of unused) if (!view.isDropped(arm)) view.drop(arm);
  }

  /** Removes the names of removed members from `Pick<Holder, 'a' | 'b'>`. */
  #keys(node: ts.TypeReferenceNode): void {
    const { view, shapes } = this.#tools;
    const isChoice = ts.isIdentifier(node.typeName) && (node.typeName.text === 'Pick' || node.typeName.text === 'Omit');
    const keys = node.typeArguments?.[1];
    if (!isChoice || keys === undefined || !ts.isUnionTypeNode(keys)) return;
    const shape = shapes.ofType(node.typeArguments?.[0]);
    for (const key of keys.types) {
      const name = stringOf(key);
      const member = name === undefined ? 'unknown' : shapes.member(shape, name);
      if (typeof member !== 'string' && view.isDropped(member) && !view.isDropped(key)) view.drop(key);
    }
  }
}

function isConstantName(declaration: ts.Declaration | undefined): boolean {
  return declaration !== undefined && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
}

function stringOf(type: ts.TypeNode): string | undefined {
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? type.literal.text : undefined;
}
