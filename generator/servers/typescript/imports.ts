import { StructureKind } from '#ts-morph';
import type { ImportDeclarationStructure } from '#ts-morph';

/** An import that modules may need. The linker drops what a module does not use and marks types as such. */
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
