/** Determines whether expressions have side effects. */
import { childrenOf } from '../syntax/nodes.js';
import type { Expression, Name, Node } from '../syntax/nodes.js';
import { nameOf } from './program.js';
import type { LoadedModule } from './load.js';
import type { Program } from './program.js';

/** Whether an expression has no side effects. */
export function isPure(program: Program, module: LoadedModule, node: Node | undefined): boolean {
  if (node === undefined) return true;
  if (impure.has(node.type)) return false;
  if (node.type === 'Call' && !isPureCall(program, module, node.callee)) return false;
  return childrenOf(node).every((child) => isPure(program, module, child));
}

/** Whether an expression is made only of literals and of names for which a test holds. */
export function isMadeOfLiterals(node: Expression, isKnown: (name: Name) => boolean): boolean {
  const visit = (one: Node): boolean => {
    if (one.type === 'Name') return isKnown(one);
    return literalTypes.has(one.type) && childrenOf(one).every(visit);
  };
  return visit(node);
}

const literalTypes = new Set<Node['type']>(['Constant', 'Tuple', 'Set', 'Call', 'Argument', 'UnaryOp', 'Starred']);

function isPureCall(program: Program, module: LoadedModule, callee: Expression): boolean {
  if (callee.type === 'Attribute') return pureMethods.has(callee.attribute.text);
  const declaration = program.declarationAt(module, callee);
  // The constructor of a dataclass only stores its arguments.
  if (declaration !== undefined) return program.classAt(module, callee)?.kind === 'dataclass';
  return pureFunctions.has(nameOf(callee));
}

const impure = new Set<Node['type']>(['Await', 'Yield', 'YieldFrom', 'NamedExpr']);

const pureMethods = new Set(['get', 'decode', 'encode', 'lower', 'strip', 'startswith', 'endswith']);

const pureFunctions = new Set(
  `all any bool bytes dict field float frozenset int isinstance len list max min range set sorted str tuple copy_context perf_counter
  time_ns`.split(/\s+/),
);
