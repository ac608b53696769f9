/** Mounts an output in the module that creates a Python application, by its syntax tree. */
import type { MountLines } from '../../output.js';
import { indentationAt, lineBehind, lineEndAt, unsure, withEdits, type Edit, type Wiring } from '../../wiring.js';
import { walk, type Module, type Statement } from '../syntax/nodes.js';
import { parsePython, pythonModule } from '../syntax/parse.js';
import { creationsIn } from './creations.js';

const comment = /#[^\r\n]*/;
const byteOrderMark = '\uFEFF';

/** Writes the lines that mount an output into a module, if the place is certain. */
export function wire(code: string, mount: MountLines, packages: readonly string[]): Wiring {
  if (code.startsWith(byteOrderMark)) {
    const inner = wire(code.slice(1), mount, packages);
    return inner.kind === 'wired' ? { ...inner, code: `${byteOrderMark}${inner.code}` } : inner;
  }
  const module = pythonModule(code);
  if (module === undefined) return unsure('its syntax cannot be read');
  const name = /(\w+)\(/.exec(mount.callLine)?.[1] ?? '';
  const uses = usesOf(module, name, mount.importLine);
  if (uses === 'called') return { kind: 'present' };
  if (uses === 'other') return unsure(`it uses the name \`${name}\` for something else`);
  const creations = creationsIn(module, packages);
  const [creation] = creations;
  if (creation === undefined) return unsure('it does not create the application itself');
  if (creations.length > 1) return unsure(`it creates ${creations.length} applications`);
  const { statement, object } = creation;
  if (statement === undefined || object === undefined)
    return unsure('the application that it creates is not assigned to a variable of its own');
  const indentation = indentationAt(code, statement.start);
  const call = `${indentation}${mount.callLine.replace(/\([\w.]+/, () => `(${object}`)}`;
  const behind = lineBehind(code, statement.end, call, comment);
  const isAlone = /(?:^|[\r\n])[ \t]*$/.test(code.slice(0, statement.start)) && !behind.text.startsWith(' ');
  if (!isAlone) return unsure('other code is on the line that creates the application');
  const added = uses === 'imported' ? [] : [importEdit(code, module, mount.importLine, statement.start)];
  const written = withEdits(code, [...added, behind]);
  return pythonModule(written) === undefined
    ? unsure('the lines do not fit its syntax')
    : { kind: 'wired', code: written };
}

/** What a module does with the name that an import line brings in; `other` if it has the name from elsewhere. */
function usesOf(module: Module, name: string, importLine: string): 'called' | 'imported' | 'other' | 'none' {
  const [line] = parsePython(`${importLine}\n`).body;
  const found = new Set<'called' | 'imported' | 'other'>();
  if (isMountedOtherwise(module, line)) return 'called';
  walk(module, (node) => {
    if (node.type === 'ImportFrom' && node.names.some((one) => (one.asName?.text ?? one.name) === name))
      found.add(isImportFrom(node, line) ? 'imported' : 'other');
    if (node.type === 'FunctionDef' && node.name.text === name) found.add('other');
    if (node.type === 'Attribute' && node.attribute.text === name) found.add('other');
    if (node.type === 'Call' && node.callee.type === 'Name' && node.callee.id === name) found.add('called');
    return undefined;
  });
  if (found.size === 0) return 'none';
  if (found.has('other') || !found.has('imported')) return 'other';
  return found.has('called') ? 'called' : 'imported';
}

function isImportFrom(node: Statement, line: Statement | undefined): boolean {
  if (node.type !== 'ImportFrom' || line?.type !== 'ImportFrom') return false;
  return node.module === line.module && node.level === line.level;
}

/** Whether a module wraps the application itself, `with_middleware(app)`, or adds classes, `app.add_middleware(Api)`. */
function isMountedOtherwise(module: Module, line: Statement | undefined): boolean {
  const names = new Map<string, string>();
  walk(module, (node) => {
    if (node.type === 'ImportFrom' && isImportFrom(node, line))
      for (const { name, asName } of node.names) names.set(asName?.text ?? name, name);
    return undefined;
  });
  let isMounted = false;
  walk(module, (node) => {
    if (node.type !== 'Call') return undefined;
    const { callee } = node;
    const first = node.arguments[0]?.value;
    const called = callee.type === 'Name' ? callee.id : callee.type === 'Attribute' ? callee.attribute.text : '';
    const adds = ['add_middleware', 'Middleware'].includes(called);
    if (names.get(called) === 'with_middleware' || (adds && first?.type === 'Name' && names.has(first.id)))
      isMounted = true;
    return undefined;
  });
  return isMounted;
}

/** Adds an import behind the last one at the top level, in front of a place. */
function importEdit(code: string, { body }: Module, line: string, place: number): Edit {
  const last = body.filter(({ type, end }) => type.startsWith('Import') && end <= place).at(-1);
  const [first] = body;
  if (last === undefined) {
    const start = first?.start ?? 0;
    return { start, end: start, text: `${line}${lineEndAt(code, start).repeat(2)}` };
  }
  const edit = lineBehind(code, last.end, line, comment);
  // Linters keep imports of the application in a block of their own.
  const isFirstOwn = line.startsWith('from .') && last.type === 'ImportFrom' && last.level === 0;
  return isFirstOwn && !edit.text.startsWith(' ')
    ? { ...edit, text: `${lineEndAt(code, edit.start)}${edit.text}` }
    : edit;
}
