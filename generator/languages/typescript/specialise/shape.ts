/** The type of an expression, as far as its module shows it. */
import { ts } from '#ts-morph';
import { memberName } from './syntax.js';
import type { Callable, Holder, Member } from './syntax.js';

export type Shape =
  /** An interface, class or object type of a module. */
  | { readonly kind: 'own'; readonly holder: Holder }
  /** A list, promise or map; `of` is the type of its elements. */
  | { readonly kind: 'list' | 'promise' | 'map'; readonly of: Shape }
  | { readonly kind: 'function'; readonly callable: Callable }
  | { readonly kind: 'class'; readonly declaration: ts.ClassDeclaration }
  /** A type of the language, the platform or a package. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unknown' };

export const unknown: Shape = { kind: 'unknown' };
export const foreign: Shape = { kind: 'foreign' };

/** The type of an instance of a class or an object of an interface. */
export function own(holder: Holder | undefined): Shape {
  return holder === undefined ? unknown : { kind: 'own', holder };
}

/** The common type of two expressions, if it is the same. */
export function agreed(a: Shape, b: Shape): Shape {
  if (a.kind === 'own' && b.kind === 'own' && a.holder === b.holder) return a;
  if (a.kind === 'foreign' && b.kind === 'foreign') return a;
  const isWrapped = a.kind === 'list' || a.kind === 'map' || a.kind === 'promise';
  return isWrapped && 'of' in b && b.kind === a.kind ? { kind: a.kind, of: agreed(a.of, b.of) } : unknown;
}

/** The member with a name that a class or interface declares itself. */
export function memberIn(holder: Holder | undefined, name: string): Member | undefined {
  return holder?.members.find((member) => memberName(member) === name);
}

/** Whether a type is `undefined` or `null`. */
export function isAbsence(type: ts.TypeNode): boolean {
  return (
    type.kind === ts.SyntaxKind.UndefinedKeyword ||
    (ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword)
  );
}
