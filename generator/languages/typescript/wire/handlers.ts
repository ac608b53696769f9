/** Finds the handler that code passes to a server or exports for one, and the edits that put a call around it. */
import { ts } from '#ts-morph';
import type { Edit } from '../../wiring.js';
import type { HandlerPlace } from '../../project.js';
import { bare, isOfPackage, nodesIn, type Entry } from './entry.js';

/** A handler that can be wrapped. */
export interface FoundHandler {
  readonly node: ts.Node;
  /** The edits that put a text before the handler and one behind it. */
  readonly wrap: (before: string, after: string) => readonly Edit[];
}

/** The handlers at the places. An entry of the list is `undefined` where one is given in a form that is not understood. */
export function handlersIn(entry: Entry, places: readonly HandlerPlace[]): (FoundHandler | undefined)[] {
  const found: (FoundHandler | undefined)[] = [];
  const unclear: undefined[] = [];
  for (const node of nodesIn(entry.file)) {
    for (const place of places) {
      const given = valueAt(entry, node, place);
      if (given === undefined) continue;
      // An object with options can stand where a handler can.
      if (place.property === undefined && objectOf(entry, given) !== undefined) unclear.push(undefined);
      else found.push(handlerIn(entry, given, place));
    }
  }
  return found.length === 0 ? unclear : found;
}

/** The property with handlers of its own in an object that a place has, if there is one: requests may never reach others. */
export function otherHandlersIn(entry: Entry, places: readonly HandlerPlace[]): string | undefined {
  for (const node of nodesIn(entry.file)) {
    for (const place of places) {
      const given = valueAt(entry, node, place);
      const object = given === undefined ? undefined : objectOf(entry, given);
      if (object?.properties.some(({ name }) => name !== undefined && name.getText() === place.others) === true)
        return place.others;
    }
  }
  return undefined;
}

/** The last argument of a call, the listener for an event, or the value of the default export. */
function valueAt(entry: Entry, node: ts.Node, place: HandlerPlace): ts.Expression | undefined {
  if (place.call === undefined)
    return place.property !== undefined && ts.isExportAssignment(node) && node.isExportEquals !== true
      ? node.expression
      : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  if (place.event === undefined) return isCallOf(entry, node, place) ? node.arguments.at(-1) : undefined;
  const { expression: callee, arguments: given } = node;
  const [event, listener] = given;
  const listens =
    ts.isPropertyAccessExpression(callee) &&
    ['on', 'addListener'].includes(callee.name.text) &&
    event !== undefined &&
    ts.isStringLiteralLike(event) &&
    event.text === place.event &&
    returnsOf(entry, callee.expression, place);
  return listens ? listener : undefined;
}

/** Whether a value is what the function of a place returns, also through a variable. */
function returnsOf(entry: Entry, value: ts.Expression, place: HandlerPlace): boolean {
  const plain = bare(value);
  if (ts.isCallExpression(plain)) return isCallOf(entry, plain, place);
  const initializer = ts.isIdentifier(plain) ? variable(entry.file, plain.text)?.initializer : undefined;
  return initializer !== undefined && !ts.isIdentifier(bare(initializer)) && returnsOf(entry, initializer, place);
}

function isCallOf({ imports }: Entry, { expression: callee }: ts.CallExpression, place: HandlerPlace): boolean {
  const own = imports.filter(({ specifier }) => place.modules?.some((name) => isOfPackage(specifier.text, name)));
  return place.modules === undefined
    ? callee.getText() === place.call
    : ts.isIdentifier(callee)
      ? own.some(({ named }) => named.get(callee.text) === place.call)
      : ts.isPropertyAccessExpression(callee) &&
        callee.name.text === place.call &&
        own.some(({ whole }) => whole === callee.expression.getText());
}

function handlerIn(entry: Entry, value: ts.Expression, place: HandlerPlace): FoundHandler | undefined {
  const object = objectOf(entry, value);
  if (object === undefined) {
    const isDirect = place.property === undefined || place.isDirect === true;
    return isDirect && isFunction(entry, value) ? around(value) : undefined;
  }
  const member = object.properties.find(({ name }) => name !== undefined && name.getText() === place.property);
  if (member === undefined) return undefined;
  if (ts.isPropertyAssignment(member)) return around(member.initializer);
  if (ts.isShorthandPropertyAssignment(member)) return shorthand(member);
  return ts.isMethodDeclaration(member) ? method(member) : undefined;
}

/** The object literal that a value is, also through a variable. */
function objectOf({ file }: Entry, value: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const plain = bare(value);
  if (ts.isObjectLiteralExpression(plain)) return plain;
  const initializer = ts.isIdentifier(plain) ? variable(file, plain.text)?.initializer : undefined;
  const held = initializer === undefined ? undefined : bare(initializer);
  return held !== undefined && ts.isObjectLiteralExpression(held) ? held : undefined;
}

function variable(file: ts.SourceFile, name: string): ts.VariableDeclaration | undefined {
  return file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find((one) => ts.isIdentifier(one.name) && one.name.text === name);
}

/** Whether a value is certainly a function, and not an object with options. */
function isFunction({ file, imports }: Entry, value: ts.Expression): boolean {
  const plain = bare(value);
  if (ts.isArrowFunction(plain) || ts.isFunctionExpression(plain)) return true;
  if (ts.isCallExpression(plain) || ts.isPropertyAccessExpression(plain)) return !seemsToBeOptions(plain.getText());
  if (!ts.isIdentifier(plain) || seemsToBeOptions(plain.text)) return false;
  const { text } = plain;
  const initializer = variable(file, text)?.initializer;
  if (initializer !== undefined) return isFunction({ file, imports, code: '' }, initializer);
  return (
    file.statements.some((statement) => ts.isFunctionDeclaration(statement) && statement.name?.text === text) ||
    imports.some(({ whole, named }) => whole === text || named.has(text))
  );
}

function seemsToBeOptions(text: string): boolean {
  return /options|config|settings/i.test(text);
}

function around(value: ts.Expression): FoundHandler {
  const [start, end] = [value.getStart(), value.getEnd()];
  return {
    node: value,
    wrap: (before, after) => [
      { start, end: start, text: before },
      { start: end, end, text: after },
    ],
  };
}

function shorthand(member: ts.ShorthandPropertyAssignment): FoundHandler {
  const [start, end] = [member.name.getStart(), member.name.getEnd()];
  return {
    node: member,
    wrap: (before, after) => [
      { start, end: start, text: `${member.name.text}: ${before}` },
      { start: end, end, text: after },
    ],
  };
}

/** A method becomes a property with a function, unless it needs its object. */
function method(member: ts.MethodDeclaration): FoundHandler | undefined {
  const needsObject = [...nodesIn(member)].some(
    ({ kind }) => kind === ts.SyntaxKind.ThisKeyword || kind === ts.SyntaxKind.SuperKeyword,
  );
  if (needsObject || member.asteriskToken !== undefined || !ts.isIdentifier(member.name)) return undefined;
  const isAsync = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
  const [start, end] = [member.getStart(), member.getEnd()];
  const head = `${isAsync ? 'async ' : ''}function `;
  return {
    node: member,
    wrap: (before, after) => [
      { start, end: member.name.getEnd(), text: `${member.name.getText()}: ${before}${head}` },
      { start: end, end, text: after },
    ],
  };
}
