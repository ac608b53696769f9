/** Creates import declarations from the names that a module uses. */
import { StructureKind } from '#ts-morph';
import type { ImportDeclarationStructure } from '#ts-morph';

export interface ImportedName {
  readonly specifier: string;
  /** The name in the other module, or `default` or `*`. */
  readonly name: string;
  /** The name in this module. */
  readonly local: string;
  readonly isErased: boolean;
}

/** Returns one declaration for each module, and one for each namespace. Declarations are type-only if possible. */
export function importDeclarations(used: readonly ImportedName[]): ImportDeclarationStructure[] {
  const byLocal = new Map<string, ImportedName>();
  for (const one of used) {
    const isErased = one.isErased && byLocal.get(one.local)?.isErased !== false;
    byLocal.set(one.local, { ...one, isErased });
  }
  const bySpecifier = new Map<string, ImportedName[]>();
  for (const one of byLocal.values()) {
    const key = `${one.specifier} ${one.name === '*' ? one.local : ''}`;
    bySpecifier.set(key, [...(bySpecifier.get(key) ?? []), one]);
  }
  return [...bySpecifier.values()].map(declaration).sort(byPlace);
}

function declaration(names: readonly ImportedName[]): ImportDeclarationStructure {
  const isTypeOnly = names.every(({ isErased }) => isErased);
  const namespace = names.find(({ name }) => name === '*');
  const byDefault = names.find(({ name }) => name === 'default');
  return {
    kind: StructureKind.ImportDeclaration,
    moduleSpecifier: names[0]?.specifier ?? '',
    isTypeOnly,
    ...(namespace === undefined ? {} : { namespaceImport: namespace.local }),
    ...(byDefault === undefined ? {} : { defaultImport: byDefault.local }),
    namedImports: names
      .filter(({ name }) => name !== '*' && name !== 'default')
      .sort((a, b) => a.name.localeCompare(b.name, 'en'))
      .map(({ name, local, isErased }) => ({
        name,
        isTypeOnly: !isTypeOnly && isErased,
        ...(local === name ? {} : { alias: local }),
      })),
  };
}

function byPlace(
  { moduleSpecifier: a }: ImportDeclarationStructure,
  { moduleSpecifier: b }: ImportDeclarationStructure,
): number {
  return importRank(a) - importRank(b) || (a < b ? -1 : 1);
}

/** Sorts Node's built-in modules first, then packages, then relative imports. */
function importRank(from: string): number {
  if (from.startsWith('node:')) return 0;
  if (from.startsWith('../')) return 2;
  return from.startsWith('./') ? 3 : 1;
}
