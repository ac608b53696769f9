/** Removes unused parameters with their arguments in all calls, and `async` from functions that do not use `await`. */
import { ts } from '#ts-morph';
import type { DropTools } from './drop.js';
import { boundNames, functionOf, memberName, modifier } from './syntax.js';
import type { Call, Callable } from './syntax.js';
import { ownerOf } from './usage.js';

/** A named function, all of whose calls can be known. */
type Declared = ts.FunctionDeclaration | ts.MethodDeclaration | ts.ConstructorDeclaration;

export function isDeclaredFunction(node: ts.Node): node is Declared {
  return ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node);
}

export class Signatures {
  readonly #tools: DropTools;

  constructor(tools: DropTools) {
    this.#tools = tools;
  }

  /** Removes unused parameters and a needless `async`. */
  shorten(node: ts.Node): void {
    if (ts.isParameter(node)) this.#dropElements(node);
    else if (isDeclaredFunction(node)) {
      if (!ts.isConstructorDeclaration(node)) this.#dropAsync(node);
      this.#dropParameters(node);
    }
  }

  /** Removes arguments whose parameters were removed, including calls through a function type. */
  dropArguments(call: Call): void {
    const { shapes, view, values, refuse } = this.#tools;
    const parameters = shapes.callee(call)?.parameters;
    if (parameters?.some((parameter) => view.isDropped(parameter)) !== true) return;
    call.arguments?.forEach((argument, index) => {
      const parameter = parameters[index];
      if (parameter === undefined || !view.isDropped(parameter) || view.isDropped(argument)) return;
      if (this.#tools.effects.isFree(argument) || values.isUndefined(argument)) view.drop(argument);
      else refuse(`An unused argument has a side effect (${argument.getText()})`, call);
    });
  }

  /** Removes the parameters that the body of a function does not use. */
  #dropParameters(node: Declared): void {
    const { view, usage, shapes, refuse } = this.#tools;
    if (node.body === undefined || shapes.isInherited(node)) return;
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
      refuse(`A parameter of "${name}" is unused, but not all calls are known`, node);
      return;
    }
    for (const parameter of unused) view.drop(parameter);
    for (const call of calls) this.dropArguments(call);
  }

  /** Removes the parts of a destructured parameter that the body does not use. */
  #dropElements(node: ts.ParameterDeclaration): void {
    const { view, usage } = this.#tools;
    if (!ts.isObjectBindingPattern(node.name)) return;
    const { elements } = node.name;
    const unused = elements.filter(
      (element) => !view.isDropped(element) && boundNames(element).every(([, one]) => !usage.isUsed(one)),
    );
    const isWhole = elements.every((element) => view.isDropped(element) || unused.includes(element));
    // If all parts are unused, the parameter is removed as a whole, with its arguments.
    if (!isWhole) for (const element of unused) view.drop(element);
  }

  /** Makes a function synchronous if it does not use `await`. */
  #dropAsync(node: ts.FunctionDeclaration | ts.MethodDeclaration): void {
    const { view, usage, refuse } = this.#tools;
    const word = modifier(node, ts.SyntaxKind.AsyncKeyword);
    if (word === undefined || view.isDropped(word) || node.body === undefined) return;
    if (!this.#waitedAtFirst(node.body) || this.#waits(node.body)) return;
    const calls = usage.callsOf(node);
    const { type } = node;
    const result = type !== undefined && ts.isTypeReferenceNode(type) ? type.typeArguments?.[0] : undefined;
    if (calls === undefined || type === undefined || result === undefined || !calls.every(takesAnyResult)) {
      refuse('A function no longer uses `await`, but a caller needs its promise', node);
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

  /** Whether a function, in its current form, uses `await` itself. */
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

/** Whether a call is awaited, or its result is passed on where a promise is not required. */
function takesAnyResult(call: Callable | Call): boolean {
  const { parent } = call;
  if (ts.isAwaitExpression(parent)) return true;
  return ts.isArrowFunction(parent) && functionOf(call) === parent;
}
