/** Drops parameters that no body speaks of, with their arguments in all calls; and `async` where nothing is waited for. */
import { ts } from 'ts-morph';
import type { DropTools } from './drop.js';
import { boundNames, classOf, functionOf, memberName, modifier } from './syntax.js';
import type { Call, Callable } from './syntax.js';
import { ownerOf } from './usage.js';

/** A function with a name, all of whose calls can be known. */
type Declared = ts.FunctionDeclaration | ts.MethodDeclaration | ts.ConstructorDeclaration;

export function isDeclaredFunction(node: ts.Node): node is Declared {
  return ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node);
}

export class Signatures {
  readonly #tools: DropTools;

  constructor(tools: DropTools) {
    this.#tools = tools;
  }

  /** Drops what a function takes, or is, in vain. */
  shorten(node: ts.Node): void {
    if (ts.isParameter(node)) this.#dropElements(node);
    else if (isDeclaredFunction(node)) {
      if (!ts.isConstructorDeclaration(node)) this.#dropAsync(node);
      this.#dropParameters(node);
    }
  }

  /** Drops arguments whose parameters are no more, as in calls by way of a function's type. */
  dropArguments(call: Call): void {
    const { shapes, view, values, refuse } = this.#tools;
    const parameters = shapes.callee(call)?.parameters;
    if (parameters?.some((parameter) => view.isDropped(parameter)) !== true) return;
    call.arguments?.forEach((argument, index) => {
      const parameter = parameters[index];
      if (parameter === undefined || !view.isDropped(parameter) || view.isDropped(argument)) return;
      if (this.#tools.effects.isFree(argument) || values.isUndefined(argument)) view.drop(argument);
      else refuse(`An argument that nobody takes has an effect (${argument.getText()})`, call);
    });
  }

  /** Drops the parameters of a function that its body does not speak of. */
  #dropParameters(node: Declared): void {
    const { view, usage, refuse } = this.#tools;
    if (node.body === undefined || this.#isPromised(node)) return;
    const unused = node.parameters.filter(
      (parameter) =>
        !view.isDropped(parameter) &&
        parameter.dotDotDotToken === undefined &&
        !boundNames(parameter).some(([, declaration]) => usage.isUsed(declaration)),
    );
    if (unused.length === 0) return;
    const calls = usage.callsOf(node, ownerOf(node));
    const name = memberName(node) ?? '';
    if (calls === undefined || (ts.isMethodDeclaration(node) && usage.hasStrayCalls(name))) {
      refuse(`A parameter of "${name}" is not used any more, and not all its calls are known`, node);
      return;
    }
    for (const parameter of unused) view.drop(parameter);
    for (const call of calls) this.dropArguments(call);
  }

  /** Parts of a pattern that the body does not speak of. */
  #dropElements(node: ts.ParameterDeclaration): void {
    const { view, usage } = this.#tools;
    if (!ts.isObjectBindingPattern(node.name)) return;
    const { elements } = node.name;
    const unused = elements.filter(
      (element) => !view.isDropped(element) && boundNames(element).every(([, one]) => !usage.isUsed(one)),
    );
    const isWhole = elements.every((element) => view.isDropped(element) || unused.includes(element));
    // The parameter as a whole goes with its arguments.
    if (!isWhole) for (const element of unused) view.drop(element);
  }

  /** Whether an interface has a say in what a method takes. */
  #isPromised(node: Declared): boolean {
    if (!ts.isMethodDeclaration(node)) return false;
    const { shapes } = this.#tools;
    const name = memberName(node) ?? '';
    const clauses = classOf(node)?.heritageClauses ?? [];
    return clauses.some(({ types }) =>
      types.some((type) => {
        const base = shapes.ofHeritage(type);
        return base.kind === 'foreign' || shapes.member(base, name) !== 'foreign';
      }),
    );
  }

  /** A function that has nothing left to wait for gives its result at once. */
  #dropAsync(node: ts.FunctionDeclaration | ts.MethodDeclaration): void {
    const { view, usage, refuse } = this.#tools;
    const word = modifier(node, ts.SyntaxKind.AsyncKeyword);
    if (word === undefined || view.isDropped(word) || node.body === undefined) return;
    if (!this.#waitedAtFirst(node.body) || this.#waits(node.body)) return;
    const calls = usage.callsOf(node);
    const { type } = node;
    const result = type !== undefined && ts.isTypeReferenceNode(type) ? type.typeArguments?.[0] : undefined;
    if (calls === undefined || type === undefined || result === undefined || !calls.every(takesAnyResult)) {
      refuse('A function waits for nothing any more, and not everybody takes its result as it is', node);
      return;
    }
    view.drop(word);
    view.replace(type, result);
    for (const { parent } of calls) {
      if (ts.isAwaitExpression(parent)) view.replace(parent, parent.expression);
    }
  }

  #waitedAtFirst(node: ts.Node): boolean {
    if (isWaiting(node)) return true;
    return ts.forEachChild(node, (child) => !ts.isFunctionLike(child) && this.#waitedAtFirst(child)) ?? false;
  }

  /** Whether a function, as it has become, waits for something by itself. */
  #waits(node: ts.Node): boolean {
    if (this.#tools.view.changeOf(node) === undefined && isWaiting(node)) return true;
    let isFound = false;
    this.#tools.view.eachChild(node, (child) => {
      isFound ||= !ts.isFunctionLike(child) && this.#waits(child);
    });
    return isFound;
  }
}

function isWaiting(node: ts.Node): boolean {
  return ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
}

/** Whether a call is waited for, or its result is handed on to somebody who takes it either way. */
function takesAnyResult(call: Callable | Call): boolean {
  const { parent } = call;
  if (ts.isAwaitExpression(parent)) return true;
  return ts.isArrowFunction(parent) && functionOf(call) === parent;
}
