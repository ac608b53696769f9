/** Finds the calls that create applications in the syntax tree of a Python module. */
import { walk, type Expression, type Module, type Statement } from '../syntax/nodes.js';

export interface Creation {
  /** The statement that assigns the application to a variable of its own, if there is one. */
  readonly statement?: Statement;
  /** The variable: `app`, or `self.app`. */
  readonly object?: string;
}

/** The calls of a class that is named like one of the packages, without regard to case, and imported from it. */
export function creationsIn(module: Module, packages: readonly string[]): Creation[] {
  const classes = new Set<string>();
  const modules = new Set<string>();
  walk(module, (node) => {
    const source = node.type === 'ImportFrom' ? packages.find((name) => isWithin(node.module, name)) : undefined;
    if (node.type === 'ImportFrom' && source !== undefined)
      for (const { name, asName } of node.names) {
        if (name.toLowerCase() === source) classes.add(asName?.text ?? name);
        else modules.add(asName?.text ?? name);
      }
    if (node.type === 'Import')
      for (const { name, asName } of node.names)
        if (packages.some((one) => isWithin(name, one))) modules.add(asName?.text ?? name.split('.')[0] ?? name);
    return undefined;
  });
  const makes = ({ callee }: { readonly callee: Expression }): boolean =>
    callee.type === 'Name'
      ? classes.has(callee.id)
      : callee.type === 'Attribute' &&
        packages.includes(callee.attribute.text.toLowerCase()) &&
        modules.has(rootName(callee.value) ?? '');
  const found = new Map<unknown, Creation>();
  walk(module, (node) => {
    if (node.type === 'Call' && makes(node) && !found.has(node)) found.set(node, {});
    const value = node.type === 'Assign' || node.type === 'AnnAssign' ? node.value : undefined;
    if (value?.type === 'Call' && makes(value)) {
      const [target, ...others] =
        node.type === 'Assign' ? node.targets : node.type === 'AnnAssign' ? [node.target] : [];
      const object = target === undefined || others.length > 0 ? undefined : variable(target);
      found.set(value, object === undefined ? {} : { statement: node as Statement, object });
    }
    return undefined;
  });
  return [...found.values()];
}

function isWithin(module: string, name: string): boolean {
  return module === name || module.startsWith(`${name}.`);
}

/** A name, or an attribute of one. */
function variable(target: Expression): string | undefined {
  if (target.type === 'Name') return target.id;
  return target.type === 'Attribute' && target.value.type === 'Name'
    ? `${target.value.id}.${target.attribute.text}`
    : undefined;
}

/** `a` of `a.b.c`. */
function rootName(value: Expression): string | undefined {
  if (value.type === 'Name') return value.id;
  return value.type === 'Attribute' ? rootName(value.value) : undefined;
}
