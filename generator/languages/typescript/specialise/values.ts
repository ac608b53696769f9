/** Determines the values of expressions that are the same for all requests. */
import { ts } from '#ts-morph';
import type { Presence } from '../../../plan/knowledge.js';
import type { Effects } from './effects.js';
import { canBeAbsent, hasUndefinedArm, isBooleanExpression, isInChain, isNamed, isNullish } from './forms.js';
import {
  absent,
  common,
  defined,
  isAbsent,
  isBoolean,
  isConstant,
  isPresent,
  sameness,
  truthOf,
  truthy,
  unknown,
} from './known.js';
import type { Known } from './known.js';
import { Narrowing } from './narrowing.js';
import type { Program } from './program.js';
import type { Shapes } from './shapes.js';
import { ancestor, classOf, memberName, takenName } from './syntax.js';
import type { Callable, Member } from './syntax.js';
import { ownerOf } from './usage.js';
import type { Usage } from './usage.js';
import type { View } from './view.js';

/** What the plan determines. A fact that is `undefined` can be true or false. */
export interface Settled {
  readonly facts: Readonly<Record<string, boolean | undefined>>;
  readonly presence: Readonly<Record<string, Presence>>;
}

export interface ValueSources {
  readonly program: Program;
  readonly view: View;
  readonly shapes: Shapes;
  readonly usage: Usage;
  readonly effects: Effects;
  readonly knowledge: Settled;
  /** Whether the application can access objects of a type. */
  readonly isOpen: (holder: ts.Node) => boolean;
}

export class Values {
  readonly #program: Program;
  readonly #view: View;
  readonly #shapes: Shapes;
  readonly #usage: Usage;
  readonly #effects: Effects;
  readonly #knowledge: Settled;
  readonly #isOpen: (holder: ts.Node) => boolean;
  readonly #narrowing: Narrowing;
  readonly #known = new Map<ts.Node, Known>();

  constructor({ program, view, shapes, usage, effects, knowledge, isOpen }: ValueSources) {
    this.#program = program;
    this.#view = view;
    this.#shapes = shapes;
    this.#usage = usage;
    this.#effects = effects;
    this.#knowledge = knowledge;
    this.#isOpen = isOpen;
    this.#narrowing = new Narrowing(program, view);
  }

  /** Clears the results for the previous form of the code. */
  update(): void {
    this.#known.clear();
  }

  of(node: ts.Expression): Known {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    // A value that depends on itself is unknown.
    this.#known.set(node, unknown);
    const value = this.#expression(node);
    this.#known.set(node, value);
    return value;
  }

  /** Whether an expression is truthy; `undefined` if unknown. */
  truth(node: ts.Expression): boolean | undefined {
    return truthOf(this.of(node));
  }

  isUndefined(node: ts.Expression): boolean {
    return isAbsent(this.of(node));
  }

  isDefined(node: ts.Expression): boolean {
    return isPresent(this.of(node));
  }

  /** What is known about a member of any object. */
  ofMember(member: Member): Known {
    const known = this.#known.get(member);
    if (known !== undefined) return known;
    this.#known.set(member, unknown);
    const value = this.#member(member);
    this.#known.set(member, value);
    return value;
  }

  /** What is known about a parameter, from its name or from all calls. */
  ofParameter(parameter: ts.ParameterDeclaration): Known {
    return this.#parameter(parameter);
  }

  /** Whether an optional setting is present. Applies only if its type allows it to be absent. */
  presenceOf(node: ts.PropertySignature | ts.ParameterDeclaration): Known | undefined {
    const presence = canBeAbsent(node) && this.#isHelpers(node) ? this.#presence(node) : undefined;
    if (presence === undefined) return undefined;
    return presence === 'never' ? absent : presence === 'always' ? defined : unknown;
  }

  /** Looks up the presence of a setting by name. An entry for a particular interface takes precedence. */
  #presence(node: ts.PropertySignature | ts.ParameterDeclaration): Presence | undefined {
    const name = memberName(node);
    if (name === undefined) return undefined;
    const holder = ancestor(node, ts.isInterfaceDeclaration)?.name.text ?? '';
    const { presence } = this.#knowledge;
    return presence[`${holder}.${name}`] ?? presence[name];
  }

  /** Whether a node belongs to a helper. The presence of settings does not apply to generated modules. */
  #isHelpers(node: ts.Node): boolean {
    return this.#program.roleOf(node) === 'helper';
  }

  #expression(node: ts.Expression): Known {
    const change = this.#view.changeOf(node);
    if (change?.kind === 'constant') return { kind: 'constant', value: change.value };
    if (change?.kind === 'replaced') return this.of(change.by as ts.Expression);
    if (change?.kind === 'expanded') return unknown;
    if (ts.isParenthesizedExpression(node)) return this.of(node.expression);
    switch (node.kind) {
      case ts.SyntaxKind.TrueKeyword:
        return { kind: 'constant', value: true };
      case ts.SyntaxKind.FalseKeyword:
        return { kind: 'constant', value: false };
      case ts.SyntaxKind.NullKeyword:
        return defined;
      case ts.SyntaxKind.ThisKeyword:
        return truthy;
    }
    if (ts.isIdentifier(node)) return this.#identifier(node);
    if (ts.isPropertyAccessExpression(node)) return this.#property(node);
    if (ts.isCallExpression(node)) return this.#call(node);
    if (ts.isConditionalExpression(node)) {
      const condition = this.truth(node.condition);
      if (condition === undefined) return common([this.of(node.whenTrue), this.of(node.whenFalse)]);
      return this.of(condition ? node.whenTrue : node.whenFalse);
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      const operand = this.truth(node.operand);
      return operand === undefined ? defined : { kind: 'constant', value: !operand };
    }
    if (ts.isVoidExpression(node)) return absent;
    if (ts.isBinaryExpression(node)) return this.#binary(node);
    if (
      ts.isNewExpression(node) ||
      ts.isObjectLiteralExpression(node) ||
      ts.isArrayLiteralExpression(node) ||
      ts.isArrowFunction(node) ||
      ts.isFunctionExpression(node)
    ) {
      return truthy;
    }
    return ts.isLiteralExpression(node) || ts.isTemplateExpression(node) ? defined : unknown;
  }

  #binary(node: ts.BinaryExpression): Known {
    const { kind } = node.operatorToken;
    const left = this.of(node.left);
    switch (kind) {
      case ts.SyntaxKind.EqualsEqualsEqualsToken:
      case ts.SyntaxKind.ExclamationEqualsEqualsToken: {
        const isSame = sameness(left, this.of(node.right));
        if (isSame === undefined) return defined;
        return { kind: 'constant', value: isSame === (kind === ts.SyntaxKind.EqualsEqualsEqualsToken) };
      }
      case ts.SyntaxKind.AmpersandAmpersandToken:
      case ts.SyntaxKind.BarBarToken: {
        const stops = kind === ts.SyntaxKind.BarBarToken;
        const truth = truthOf(left);
        if (truth !== undefined) return truth === stops ? left : this.of(node.right);
        const right = this.of(node.right);
        const decides = isConstant(right) && truthOf(right) === stops && this.#effects.isFree(node.left);
        return decides && isBoolean(right) && isBooleanExpression(node.left) ? right : common([left, right]);
      }
      case ts.SyntaxKind.QuestionQuestionToken:
        if (isAbsent(left)) return this.of(node.right);
        return isPresent(left) && !isNullish(node.left) ? left : isPresent(this.of(node.right)) ? defined : unknown;
      default:
        return unknown;
    }
  }

  #identifier(node: ts.Identifier): Known {
    if (node.text === 'undefined') return absent;
    const local = this.#program.localOf(node);
    if (local === undefined) return unknown;
    const value = this.#local(local);
    return value.kind === 'unknown' && this.#narrowing.isThere(node, local) ? defined : value;
  }

  #local(declaration: ts.Declaration): Known {
    if (ts.isVariableDeclaration(declaration)) {
      const isFixed = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
      return isFixed && declaration.initializer !== undefined ? this.of(declaration.initializer) : unknown;
    }
    if (ts.isBindingElement(declaration)) {
      if (declaration.initializer !== undefined || !ts.isObjectBindingPattern(declaration.parent)) return unknown;
      const member = this.#shapes.memberOf(declaration);
      if (member === 'unknown') this.#refuseUnknown(takenName(declaration), declaration);
      return typeof member === 'string' ? unknown : this.ofMember(member);
    }
    return ts.isParameter(declaration) ? this.#parameter(declaration) : unknown;
  }

  /** The value of a setting that is passed on, or on which all calls agree. */
  #parameter(parameter: ts.ParameterDeclaration): Known {
    const setting = this.presenceOf(parameter);
    if (setting !== undefined) return setting;
    if (parameter.initializer !== undefined || parameter.dotDotDotToken !== undefined) return unknown;
    const callable = parameter.parent as Callable;
    if (!isNamed(callable) || !this.#isHelpers(callable) || this.#shapes.isInherited(callable)) return unknown;
    if (!this.#narrowing.isFixed(parameter)) return unknown;
    const calls = this.#usage.callsOf(callable, ownerOf(callable));
    if (calls === undefined || calls.length === 0) return unknown;
    const name = memberName(callable);
    if (!ts.isFunctionDeclaration(callable) && name !== undefined && this.#usage.hasStrayCalls(name)) return unknown;
    const position = callable.parameters.indexOf(parameter);
    const given = common(
      calls.map((call) => (call.arguments?.[position] === undefined ? absent : this.of(call.arguments[position]))),
    );
    // A constant replaces the parameter, so its type is irrelevant. Otherwise, code that is simplified must fit the type.
    return isConstant(given) || canBeAbsent(parameter) ? given : unknown;
  }

  #property(node: ts.PropertyAccessExpression): Known {
    const { expression, name } = node;
    if (ts.isIdentifier(expression) && expression.text === 'facts' && this.#isFacts(expression)) {
      const { facts } = this.#knowledge;
      if (!Object.hasOwn(facts, name.text)) throw new Error(`Unknown fact "${name.text}".`);
      const value = facts[name.text];
      return value === undefined ? unknown : { kind: 'constant', value };
    }
    if (isInChain(node) && this.isUndefined(expression)) return absent;
    const member = this.#shapes.memberOf(node);
    if (member === 'unknown') this.#refuseUnknown(name.text, node);
    const value = typeof member === 'string' ? unknown : this.ofMember(member);
    // `a?.b` is absent if `a` is.
    return isInChain(node) && isPresent(value) && !this.isDefined(expression) ? unknown : value;
  }

  #isFacts(node: ts.Identifier): boolean {
    return this.#program.roleOf(node) === 'helper' && this.#program.declarationOf(node) === undefined;
  }

  /** Fails for a property of unknown type with the name of a setting that is never or always present. */
  #refuseUnknown(name: string | undefined, node: ts.Node): void {
    if (this.#program.roleOf(node) !== 'helper' || name === undefined) return;
    const presence = Object.hasOwn(this.#knowledge.presence, name) ? this.#knowledge.presence[name] : undefined;
    if (presence === undefined || presence === 'sometimes') return;
    throw new Error(
      `It is unknown whether "${name}" is the setting with this name. Its object needs a type: ${node.parent.getText()}`,
    );
  }

  #call(node: ts.CallExpression): Known {
    const { expression } = node;
    if (ts.isPropertyAccessExpression(expression) && isInChain(expression) && this.isUndefined(expression.expression)) {
      return absent;
    }
    if (isInChain(node) && this.isUndefined(expression)) return absent;
    const callee = this.#shapes.callee(node);
    if (callee === undefined || !ts.isFunctionDeclaration(callee) || callee.body === undefined) return unknown;
    if (!node.arguments.every((argument) => this.#effects.isFree(argument))) return unknown;
    const [only, ...others] = this.#view.statementsOf(callee.body.statements);
    if (only === undefined || !ts.isReturnStatement(only) || others.length > 0 || only.expression === undefined)
      return unknown;
    const result = this.of(only.expression);
    return isConstant(result) && this.#isHelpers(callee) ? result : unknown;
  }

  #member(member: Member): Known {
    if (ts.isPropertySignature(member)) {
      const setting = this.presenceOf(member);
      if (setting !== undefined && setting.kind !== 'unknown') return setting;
      // A member that is never assigned is absent.
      const isGiven = this.#usage.writesTo(member).length > 0;
      return !isGiven && member.questionToken !== undefined && this.#isClosed(member.parent) ? absent : unknown;
    }
    return ts.isPropertyDeclaration(member) && this.#isHelpers(member) ? this.#field(member) : unknown;
  }

  /** Whether all objects of a type are created in this output, so that their values are known. */
  #isClosed(holder: ts.Node): boolean {
    if (!ts.isInterfaceDeclaration(holder) || !this.#isHelpers(holder)) return false;
    return !this.#isOpen(holder) && !this.#usage.isClaimed(holder);
  }

  /** The value of a class field, from all its assignments. */
  #field(field: ts.PropertyDeclaration): Known {
    const writes = this.#usage.writesTo(field);
    const startsAbsent = field.initializer === undefined && field.type !== undefined && hasUndefinedArm(field.type);
    const given = common(writes.map((value) => (value === undefined ? unknown : this.of(value))));
    if (writes.length === 0) return startsAbsent ? absent : unknown;
    if (isAbsent(given)) return given;
    if (field.initializer !== undefined || !startsAbsent || this.#isSetByConstructor(field))
      return isConstant(given) ? unknown : given;
    return unknown;
  }

  #isSetByConstructor(field: ts.PropertyDeclaration): boolean {
    const body = classOf(field)?.members.find((member) => ts.isConstructorDeclaration(member))?.body;
    return this.#view.statementsOf(body?.statements ?? []).some((statement) => {
      if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return false;
      const { left, operatorToken } = statement.expression;
      const isOwn = ts.isPropertyAccessExpression(left) && left.expression.kind === ts.SyntaxKind.ThisKeyword;
      return isOwn && operatorToken.kind === ts.SyntaxKind.EqualsToken && left.name.text === memberName(field);
    });
  }
}
