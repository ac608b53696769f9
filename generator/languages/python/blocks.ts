/** Splits a module into its top-level statements, with the names that each declares and reads. */
import type { ImportedName } from './imports.js';
import { importedName } from './syntax/bindings.js';
import { walk } from './syntax/nodes.js';
import type { Import, ImportFrom, Node, Statement } from './syntax/nodes.js';
import { readPython } from './syntax/read.js';
import type { PythonText } from './syntax/read.js';

/** A statement with the comments above it and, for an assignment, the docstring below it. */
export interface Block {
  readonly names: readonly string[];
  readonly text: string;
  /** The names of module scope and of other modules that the statement uses. */
  readonly reads: ReadonlySet<string>;
  /** Those among them that it needs when the module is loaded, such as the types of parameters. */
  readonly needs: ReadonlySet<string>;
}

/** An imported name. */
export interface Imported {
  /** Its name in the other module. */
  readonly name: string;
  readonly isRelative: boolean;
  /** As written: `.memory`, `collections.abc`. */
  readonly module: string;
  readonly imported: ImportedName;
}

export interface ModuleBlocks {
  readonly blocks: readonly Block[];
  /** The statement that declares each name of the module. */
  readonly declared: ReadonlyMap<string, Block>;
  readonly imported: ReadonlyMap<string, Imported>;
  /** The import statements of the module. */
  readonly importTexts: readonly string[];
}

const known = new WeakMap<PythonText, ModuleBlocks>();

export function readBlocks(code: string): ModuleBlocks {
  const text = readPython(code);
  const blocks = known.get(text) ?? cut(code, text);
  known.set(text, blocks);
  return blocks;
}

function cut(code: string, { tree, scopes }: PythonText): ModuleBlocks {
  const { module, free, reads } = scopes;
  const declaredBy = new Map<Statement, string[]>();
  for (const { name, definitions } of module.bindings.values()) {
    for (const { start } of definitions) {
      const statement = tree.body.find((one) => one.start <= start && start < one.end);
      if (statement !== undefined) declaredBy.set(statement, [...(declaredBy.get(statement) ?? []), name]);
    }
  }
  const blocks: Block[] = [];
  const imported = new Map<string, Imported>();
  const importTexts: string[] = [];
  let at = 0;
  for (const [index, statement] of tree.body.entries()) {
    const next = tree.body[index + 1];
    if (next !== undefined && isDocstring(next) && isAssignment(statement)) continue;
    const end = next === undefined ? code.length : lineEnd(code, statement.end);
    const described = isDocstring(statement) ? tree.body[index - 1] : undefined;
    const parts = described !== undefined && isAssignment(described) ? [described, statement] : [statement];
    if (statement.type === 'Import' || statement.type === 'ImportFrom') {
      importTexts.push(code.slice(statement.start, statement.end));
      for (const [name, source] of importsOf(statement)) imported.set(name, source);
    } else {
      blocks.push({
        names: Array.from(new Set(parts.flatMap((one) => declaredBy.get(one) ?? []))),
        text: code.slice(at, end).trim(),
        reads: new Set(parts.flatMap((one) => [...(free.get(one) ?? []), ...(reads.get(one) ?? [])])),
        needs: new Set(parts.flatMap(namesNeeded)),
      });
    }
    at = end;
  }
  const declared = new Map(blocks.flatMap((block) => block.names.map((name) => [name, block] as const)));
  return { blocks, declared, imported, importTexts };
}

/** The names in a statement outside the bodies of functions. */
function namesNeeded(statement: Statement): string[] {
  const names: string[] = [];
  const visit = (node: Node): boolean => {
    if (node.type === 'Name') names.push(node.id);
    if (node.type !== 'FunctionDef') return node.type !== 'Lambda';
    for (const one of [...node.decorators, ...node.parameters]) walk(one, visit);
    if (node.returns !== undefined) walk(node.returns, visit);
    return false;
  };
  walk(statement, visit);
  return names;
}

function isAssignment({ type }: Statement): boolean {
  return type === 'Assign' || type === 'AnnAssign';
}

function isDocstring(statement: Statement): boolean {
  return statement.type === 'Expr' && statement.value.type === 'Constant' && statement.value.kind === 'string';
}

function lineEnd(code: string, at: number): number {
  const end = code.indexOf('\n', at);
  return end === -1 ? code.length : end;
}

function importsOf(statement: Import | ImportFrom): [string, Imported][] {
  const module = statement.type === 'Import' ? '' : '.'.repeat(statement.level) + statement.module;
  return statement.names.map((alias) => {
    const { name } = alias;
    const as = alias.asName === undefined ? {} : { as: alias.asName.text };
    const imported = module === '' ? { name, ...as } : { module, name, ...as };
    return [importedName(alias), { name, isRelative: module.startsWith('.'), module, imported }];
  });
}
