import { StructureKind } from 'ts-morph';
import type { ImportDeclarationStructure } from 'ts-morph';

/** What modules may take from a package; the linker leaves out what one does not need, and says which are types. */
export function importOf(
  moduleSpecifier: string,
  namedImports: readonly string[],
  defaultImport?: string,
): ImportDeclarationStructure {
  return {
    kind: StructureKind.ImportDeclaration,
    moduleSpecifier,
    namedImports: [...namedImports],
    ...(defaultImport === undefined ? {} : { defaultImport }),
  };
}
