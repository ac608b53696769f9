/** Finds where code creates an application with a package, and the variable that holds it. */
import { ts } from '#ts-morph';
import { isOfPackage, moduleOfCall, nodesIn, type Entry } from './entry.js';

export interface Creation {
  readonly expression: ts.Expression;
  /** The statement that assigns the application to a variable, and the variable. */
  readonly assigned?: { readonly statement: ts.Statement; readonly object: string; readonly isAnnotated: boolean };
}

/** The calls that create an application with one of the packages. Routers do not count. */
export function creationsIn({ file, imports }: Entry, packages: readonly string[]): Creation[] {
  const own = imports.flatMap((one) => {
    const name = packages.find((candidate) => isOfPackage(one.specifier.text, candidate));
    return name === undefined ? [] : [{ ...one, name }];
  });
  const wholes = new Set(own.flatMap(({ whole }) => whole ?? []));
  const exported = new Set(own.flatMap(({ named }) => [...named.keys()]));
  /** Exports that are named like their package, without regard to case. */
  const eponymous = new Set(
    own.flatMap(({ named, name }) =>
      [...named].flatMap(([local, original]) => (isNamedLike(original, name) ? local : [])),
    ),
  );
  const makes = (callee: ts.Expression): boolean => {
    if (ts.isIdentifier(callee)) return wholes.has(callee.text) || eponymous.has(callee.text);
    if (ts.isCallExpression(callee)) {
      const module = moduleOfCall(callee)?.text;
      return module !== undefined && packages.some((name) => isOfPackage(module, name));
    }
    if (!ts.isPropertyAccessExpression(callee)) return false;
    const { expression, name } = callee;
    if (ts.isCallExpression(expression)) return makes(expression) && isMaker(name.text, packages);
    if (!ts.isIdentifier(expression)) return false;
    if (wholes.has(expression.text)) return isMaker(name.text, packages);
    // A factory: `Factory.create(…)`.
    return exported.has(expression.text) && name.text === 'create';
  };
  const creations: Creation[] = [];
  for (const node of nodesIn(file)) {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && makes(node.expression))
      creations.push({ expression: node, ...assignmentOf(node) });
  }
  return creations;
}

function isMaker(member: string, packages: readonly string[]): boolean {
  return member === 'default' || packages.some((name) => isNamedLike(member, name));
}

function isNamedLike(name: string, packageName: string): boolean {
  return name.toLowerCase() === packageName.toLowerCase();
}

/** What an application that has just been created is assigned to. */
function assignmentOf(creation: ts.Expression): Pick<Creation, 'assigned'> {
  const value = wholeOf(creation);
  const { parent } = value;
  const list = ts.isVariableDeclaration(parent) ? parent.parent : undefined;
  if (
    ts.isVariableDeclaration(parent) &&
    ts.isIdentifier(parent.name) &&
    list !== undefined &&
    ts.isVariableDeclarationList(list) &&
    ts.isVariableStatement(list.parent)
  ) {
    const object = parent.name.text;
    const statement = list.parent;
    const { declarations } = list;
    const later = declarations.slice(declarations.indexOf(parent) + 1);
    const isUsed = later.some((one) => [...nodesIn(one)].some((node) => ts.isIdentifier(node) && node.text === object));
    return !isUsed && isInList(statement)
      ? { assigned: { statement, object, isAnnotated: parent.type !== undefined } }
      : {};
  }
  const isAssigned =
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    parent.right === value &&
    ts.isExpressionStatement(parent.parent);
  if (!isAssigned || !isInList(parent.parent)) return {};
  const { left } = parent;
  const isName =
    ts.isIdentifier(left) ||
    (ts.isPropertyAccessExpression(left) && left.expression.kind === ts.SyntaxKind.ThisKeyword);
  return isName ? { assigned: { statement: parent.parent, object: left.getText(), isAnnotated: true } } : {};
}

/** The expression around a creation with the same value: in parentheses, awaited, or with another type. */
function wholeOf(expression: ts.Expression): ts.Expression {
  const { parent } = expression;
  if (
    ts.isParenthesizedExpression(parent) ||
    ts.isAwaitExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isNonNullExpression(parent)
  )
    return wholeOf(parent);
  // A call that has only type arguments cannot do more than give the object another type.
  const call = ts.isPropertyAccessExpression(parent) ? parent.parent : undefined;
  const isTyping =
    call !== undefined &&
    ts.isCallExpression(call) &&
    call.expression === parent &&
    call.arguments.length === 0 &&
    call.typeArguments !== undefined;
  return isTyping ? wholeOf(call) : expression;
}

/** Whether another statement can follow. */
function isInList({ parent }: ts.Statement): boolean {
  return ts.isSourceFile(parent) || ts.isBlock(parent) || ts.isModuleBlock(parent) || ts.isCaseOrDefaultClause(parent);
}
