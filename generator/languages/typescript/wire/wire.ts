/** Mounts an output in the entry file of a TypeScript or JavaScript application, by its syntax tree. */
import { basename, extname } from 'node:path';
import { ts } from '#ts-morph';
import type { HandlerPlace } from '../../project.js';
import type { MountLines } from '../../output.js';
import { unsure, withEdits, type Edit, type Wiring } from '../../wiring.js';
import { creationsIn } from './creations.js';
import { nodesIn, readEntry, type Entry } from './entry.js';
import { handlersIn, otherHandlersIn } from './handlers.js';
import { importEdit, statementBehind, styled } from './style.js';

export interface WireRequest {
  /** The path of the entry file. */
  readonly path: string;
  /** The lines that mount the output there. */
  readonly mount: MountLines;
  /** The packages whose applications the output is for. */
  readonly packages: readonly string[];
  /** Where handlers are passed on, if the output is for them. */
  readonly handlers: readonly HandlerPlace[];
  /** Whether a specifier in the entry file leads to the output. */
  readonly leadsToOutput: (specifier: string) => boolean;
}

/** Writes the lines that mount an output into the code of an entry file, if the place is certain. */
export function wire(code: string, request: WireRequest): Wiring {
  const entry = readEntry(code, request.path);
  if (entry === undefined) return unsure('it has syntax errors');
  const call = mountCall(request.mount);
  const own = entry.imports.filter(({ specifier }) => request.leadsToOutput(specifier.text));
  const known = own.flatMap(({ whole, named }) => [...(whole === undefined ? [] : [whole]), ...named.keys()]);
  if (known.some((name) => isUsed(entry, name))) return { kind: 'present' };
  const isImported = known.includes(call.name);
  if (!isImported && declares(entry, call.name)) return unsure(`it uses the name \`${call.name}\` for something else`);
  const join = { statement: joinStatement, creation: joinCreation, handler: joinHandler }[call.around];
  const joined = join(entry, call, request);
  if ('kind' in joined) return joined;
  const added = isImported ? [] : [importEdit(entry, request.mount.importLine, joined.place)];
  const written = withEdits(code, [...added, ...joined.edits]);
  // Whatever was not foreseen must not break the file.
  return readEntry(written, request.path) === undefined
    ? unsure('the lines do not fit its syntax')
    : { kind: 'wired', code: written };
}

/** The call that mounts an output, as its line says. */
interface MountCall {
  readonly name: string;
  /** The arguments behind the first one, beginning with a comma. */
  readonly rest: string;
  /** A statement with the application, a call around its creation, or a call around a handler. */
  readonly around: 'statement' | 'creation' | 'handler';
  readonly line: string;
  /** Where the first argument is in the line. */
  readonly argument: readonly [start: number, end: number];
}

function mountCall({ importLine, callLine: line }: MountLines): MountCall {
  const imported = /\{(.*)\}/.exec(importLine)?.[1]?.split(/[\s,]+/) ?? [];
  const file = ts.createSourceFile('line.ts', line, ts.ScriptTarget.Latest, true);
  for (const node of nodesIn(file)) {
    if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) continue;
    // The line of a handler can show the call around this one.
    if (!imported.includes(node.expression.text)) continue;
    const [first, ...others] = node.arguments;
    if (first === undefined) continue;
    const around = ts.isNewExpression(first)
      ? 'creation'
      : ts.isExpressionStatement(node.parent)
        ? 'statement'
        : 'handler';
    const rest = others.length === 0 ? '' : line.slice(first.getEnd(), node.getEnd() - 1);
    return { name: node.expression.text, rest, around, line, argument: [first.getStart(), first.getEnd()] };
  }
  throw new Error(`A mount line calls no function: ${line}`);
}

interface Joined {
  readonly edits: readonly Edit[];
  /** Where the imported function is used. */
  readonly place: number;
}

function joinStatement(entry: Entry, call: MountCall, { packages }: WireRequest): Joined | Wiring {
  const creations = creationsIn(entry, packages);
  const [creation] = creations;
  if (creation === undefined) return unsure('it does not create the application itself');
  if (creations.length > 1) return unsure(`it creates ${creations.length} applications`);
  const { assigned } = creation;
  if (assigned === undefined) return unsure('the application that it creates is not assigned to a variable of its own');
  const { statement, object } = assigned;
  const [start, end] = call.argument;
  const line = styled(entry, `${call.line.slice(0, start)}${object}${call.line.slice(end)}`, statement);
  return { edits: [statementBehind(entry.code, statement, line)], place: statement.getStart() };
}

function joinCreation(entry: Entry, call: MountCall, request: WireRequest): Joined | Wiring {
  const creations = creationsIn(entry, request.packages);
  const [creation] = creations;
  // With a call around the creation, the variable has another type than its annotation.
  if (creation?.assigned?.isAnnotated === true) {
    const callLine = `${call.name}(app${call.rest});`;
    return joinStatement(entry, mountCall({ ...request.mount, callLine }), request);
  }
  if (creation === undefined) return unsure('it does not create the application itself');
  if (creations.length > 1) return unsure(`it creates ${creations.length} applications`);
  const { expression } = creation;
  const [start, end] = [expression.getStart(), expression.getEnd()];
  const before = { start, end: start, text: `${call.name}(` };
  return { edits: [before, { start: end, end, text: `${call.rest})` }], place: topStatement(expression).getStart() };
}

function joinHandler(entry: Entry, call: MountCall, { path, handlers }: WireRequest): Joined | Wiring {
  const isRoute = handlers.some(({ routeFiles }) => routeFiles?.includes(basename(path, extname(path))) === true);
  if (isRoute) return unsure('it is the file of a route, each of which exports handlers of its own');
  const others = otherHandlersIn(entry, handlers);
  if (others !== undefined) return unsure(`it has \`${others}\` too, with handlers that need a call each`);
  const found = handlersIn(entry, handlers);
  const [handler] = found;
  if (found.length === 0) return unsure('it does not pass a handler to a server');
  if (found.length > 1) return unsure(`it passes on ${found.length} handlers`);
  if (handler === undefined) return unsure('it is not clear which function handles requests');
  return {
    edits: handler.wrap(`${call.name}(`, `${call.rest})`),
    place: topStatement(handler.node).getStart(),
  };
}

function topStatement(node: ts.Node): ts.Node {
  return ts.isSourceFile(node.parent) ? node : topStatement(node.parent);
}

/** Whether a name occurs outside the imports. */
function isUsed({ file, imports }: Entry, name: string): boolean {
  return file.statements
    .filter((statement) => !imports.some((one) => one.statement === statement))
    .some((statement) => [...nodesIn(statement)].some((node) => ts.isIdentifier(node) && node.text === name));
}

/** Whether a name occurs at all, other than as the name of a property. */
function declares({ file }: Entry, name: string): boolean {
  return [...nodesIn(file)].some(
    (node) =>
      ts.isIdentifier(node) &&
      node.text === name &&
      !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node),
  );
}
