/** Finds the types that the application can use, whose members may be read outside the output. */
import { ts } from '#ts-morph';
import type { Program } from './program.js';

/**
 * The interfaces, classes and aliases that are reachable from re-exports, and from the signatures of generated modules.
 */
export function exposedTypes(program: Program): ReadonlySet<ts.Node> {
  const found = new Set<ts.Declaration>();
  const add = (declaration: ts.Declaration | undefined): void => {
    if (declaration !== undefined) found.add(declaration);
  };
  for (const { role, file, exposes = [] } of program.modules) {
    if (role !== 'given') continue;
    for (const name of exposes) add(program.exported(name));
    for (const statement of file.statements) eachExposed(statement, add, program);
  }
  for (const declaration of found) eachExposed(declaration, add, program);
  return found;
}

/** The types in the signature of a declaration. Those inside functions are not exposed. */
function eachExposed(node: ts.Node, add: (declaration: ts.Declaration | undefined) => void, program: Program): void {
  if (ts.isBlock(node) || ts.isVariableStatement(node)) return;
  if (ts.isIdentifier(node) && ts.isTypeReferenceNode(node.parent)) add(program.declarationOf(node));
  ts.forEachChild(node, (child) => {
    eachExposed(child, add, program);
  });
}
