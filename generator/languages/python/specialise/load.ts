/** Reads the parts of a module that the specialiser needs. The result is cached for each text. */
import type { PythonDraft } from '../modules.js';
import { childrenOf } from '../syntax/nodes.js';
import type { Attribute, Call, Constant, Expression, If, Module, Name, Node, Suite } from '../syntax/nodes.js';
import { readPython } from '../syntax/read.js';
import type { PythonText } from '../syntax/read.js';
import type { Scopes } from '../syntax/scopes.js';

export interface LoadedModule {
  readonly draft: PythonDraft;
  readonly tree: Module;
  readonly scopes: Scopes;
  readonly parents: ReadonlyMap<Node, Node>;
  /** The nodes that use names. */
  readonly uses: readonly Use[];
  /** Expressions and statements that may have a known value, parents first. */
  readonly foldables: readonly (Expression | If)[];
  /** All suites, except that of the module. */
  readonly suites: readonly { readonly suite: Suite; readonly owner: Node }[];
}

type Use = Name | Attribute | Call | Constant;

const loaded = new WeakMap<PythonText, Omit<LoadedModule, 'draft'>>();

export function loadModule(draft: PythonDraft): LoadedModule {
  const text = readPython(draft.code);
  const known = loaded.get(text) ?? load(text);
  loaded.set(text, known);
  return { draft, ...known };
}

function load({ tree, scopes }: PythonText): Omit<LoadedModule, 'draft'> {
  const parents = new Map<Node, Node>();
  const uses: Use[] = [];
  const foldables: (Expression | If)[] = [];
  const suites: { suite: Suite; owner: Node }[] = [];
  const note = (node: Node): void => {
    if (isUse(node)) uses.push(node);
    if (mayFold(node, parents.get(node), scopes)) foldables.push(node);
    for (const suite of suitesOf(node)) suites.push({ suite, owner: node });
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      note(child);
    }
  };
  note(tree);
  return { tree, scopes, parents, uses, foldables, suites };
}

function isUse(node: Node): node is Use {
  const { type } = node;
  return type === 'Name' || type === 'Attribute' || type === 'Call' || (type === 'Constant' && node.kind === 'string');
}

function mayFold(node: Node, parent: Node | undefined, { meaningOf }: Scopes): node is Expression | If {
  switch (node.type) {
    case 'If':
    case 'BoolOp':
    case 'IfExp':
    case 'ListComp':
    case 'Call':
      return true;
    case 'UnaryOp':
      return node.operator === 'not';
    case 'Compare':
      return node.operators.every((operator) => operator === 'is' || operator === 'is not');
    case 'Attribute':
      return !(parent?.type === 'Call' && parent.callee === node);
    case 'Name': {
      const binding = meaningOf.get(node);
      return binding?.scope.kind === 'function' && binding.definitions.length === 1;
    }
    default:
      return false;
  }
}

/** The suites directly in a node. */
function suitesOf(node: Node): readonly Suite[] {
  switch (node.type) {
    case 'FunctionDef':
    case 'ClassDef':
    case 'Clause':
    case 'With':
    case 'Handler':
    case 'MatchCase':
      return [node.body];
    case 'While':
    case 'For':
      return node.orelse === undefined ? [node.body] : [node.body, node.orelse];
    case 'Try':
      return [node.body, ...[node.orelse, node.finalbody].filter((suite) => suite !== undefined)];
    default:
      return [];
  }
}
