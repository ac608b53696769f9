/** The statements of a module, each with the names that it declares and reads. */
import { importedName } from './syntax/bindings.js';
import type { Import, ImportFrom, Statement } from './syntax/nodes.js';
import { parsePython } from './syntax/parse.js';
import { readScopes } from './syntax/scopes.js';

/** A statement with the comments above it, and with the docstring that tells of it. */
export interface Block {
  readonly names: readonly string[];
  readonly text: string;
  /** The names in it that mean something of the module, or of elsewhere. */
  readonly reads: ReadonlySet<string>;
}

/** What a module imports under a name. */
export interface Imported {
  /** What it is called there. */
  readonly name: string;
  readonly isRelative: boolean;
  /** As it stands: `.memory`, `collections.abc`. */
  readonly module: string;
  readonly statement: string;
}

export interface ModuleBlocks {
  readonly blocks: readonly Block[];
  /** The statement that gives a name of the module its value. */
  readonly declared: ReadonlyMap<string, Block>;
  readonly imported: ReadonlyMap<string, Imported>;
}

export function readBlocks(code: string): ModuleBlocks {
  const tree = parsePython(code);
  const { module, free, reads } = readScopes(tree, code);
  const declaredBy = new Map<Statement, string[]>();
  for (const { name, definitions } of module.bindings.values()) {
    for (const { start } of definitions) {
      const statement = tree.body.find((one) => one.start <= start && start < one.end);
      if (statement !== undefined) declaredBy.set(statement, [...(declaredBy.get(statement) ?? []), name]);
    }
  }
  const blocks: Block[] = [];
  const imported = new Map<string, Imported>();
  let at = 0;
  for (const [index, statement] of tree.body.entries()) {
    const next = tree.body[index + 1];
    if (next !== undefined && isDocstring(next) && isAssignment(statement)) continue;
    const end = next === undefined ? code.length : lineEnd(code, statement.end);
    const described = isDocstring(statement) ? tree.body[index - 1] : undefined;
    const parts = described !== undefined && isAssignment(described) ? [described, statement] : [statement];
    if (statement.type === 'Import' || statement.type === 'ImportFrom') {
      for (const [name, source] of importsOf(statement)) imported.set(name, source);
    } else {
      blocks.push({
        names: Array.from(new Set(parts.flatMap((one) => declaredBy.get(one) ?? []))),
        text: code.slice(at, end).trim(),
        reads: new Set(parts.flatMap((one) => [...(free.get(one) ?? []), ...(reads.get(one) ?? [])])),
      });
    }
    at = end;
  }
  const declared = new Map(blocks.flatMap((block) => block.names.map((name) => [name, block] as const)));
  return { blocks, declared, imported };
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
    const what = `import ${name}${alias.asName === undefined ? '' : ` as ${alias.asName.text}`}`;
    const line = module === '' ? what : `from ${module} ${what}`;
    return [importedName(alias), { name, isRelative: module.startsWith('.'), module, statement: line }];
  });
}
