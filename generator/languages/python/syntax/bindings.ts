/** Finds the names that statements bind. */
import { childrenOf, walk } from './nodes.js';
import type { Alias, Expression, Name, Node } from './nodes.js';

export interface Bound {
  readonly name: string;
  /** The name in an assignment, or the identifier of a definition, import, exception handler or pattern. */
  readonly node: Node;
}

export interface Bindings {
  readonly bound: readonly Bound[];
  /** Names declared `global` or `nonlocal`. */
  readonly outer: ReadonlyMap<string, 'global' | 'nonlocal'>;
}

/** The names that nodes bind in the scope that contains them. */
export function bindingsOf(nodes: readonly Node[]): Bindings {
  const bound: Bound[] = [];
  const outer = new Map<string, 'global' | 'nonlocal'>();
  const add = (name: string, node: Node): void => {
    bound.push({ name, node });
  };
  const target = (expression: Expression): void => {
    for (const name of targetNames(expression)) add(name.id, name);
  };
  const visit = (node: Node): void => {
    switch (node.type) {
      case 'FunctionDef':
      case 'ClassDef':
        add(node.name.text, node.name);
        // Decorators and base classes are evaluated in the enclosing scope.
        for (const one of [...node.decorators, ...(node.type === 'ClassDef' ? node.arguments : [])]) visit(one);
        return;
      case 'TypeAlias':
        add(node.name.text, node.name);
        return;
      case 'Lambda':
        return;
      case 'ListComp':
      case 'SetComp':
      case 'GeneratorExp':
      case 'DictComp':
        // Only names bound with `:=` are visible outside a comprehension.
        walk(node, (inner) => {
          if (inner.type === 'NamedExpr') add(inner.target.id, inner.target);
          return inner.type !== 'Lambda';
        });
        return;
      case 'NamedExpr':
        add(node.target.id, node.target);
        visit(node.value);
        return;
      case 'Global':
      case 'Nonlocal':
        for (const { text } of node.names) outer.set(text, node.type === 'Global' ? 'global' : 'nonlocal');
        return;
      case 'Import':
      case 'ImportFrom':
        for (const alias of node.names) add(importedName(alias), alias);
        return;
      case 'Assign':
      case 'Delete':
        node.targets.forEach(target);
        break;
      case 'AugAssign':
      case 'AnnAssign':
      case 'For':
        target(node.target);
        break;
      case 'WithItem':
        if (node.target !== undefined) target(node.target);
        break;
      case 'Handler':
      case 'MatchStar':
      case 'MatchAs':
        if (node.name !== undefined) add(node.name.text, node.name);
        break;
      case 'MatchMapping':
        if (node.rest !== undefined) add(node.rest.text, node.rest);
        break;
      default:
    }
    for (const child of childrenOf(node)) visit(child);
  };
  nodes.forEach(visit);
  return { bound, outer };
}

/** The names in the target of an assignment or of `for`. */
export function targetNames(target: Expression): Name[] {
  if (target.type === 'Name') return [target];
  if (target.type === 'Starred') return targetNames(target.value);
  if (target.type !== 'Tuple' && target.type !== 'List') return [];
  return target.elements.flatMap((one) => (one.type === 'Slice' ? [] : targetNames(one)));
}

/** The name that an import binds. */
export function importedName({ name, asName }: Alias): string {
  return asName?.text ?? name.replace(/\..*/, '');
}
