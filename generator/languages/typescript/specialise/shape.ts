/** What an expression may hold, as far as its module tells. */
import { ts } from 'ts-morph';
import { memberName } from './syntax.js';
import type { Callable, Holder, Member } from './syntax.js';

export type Shape =
  /** An interface, a class or an object type of a module. */
  | { readonly kind: 'own'; readonly holder: Holder }
  /** A list of some kind; `of` is what its items hold. */
  | { readonly kind: 'list' | 'promise' | 'map'; readonly of: Shape }
  | { readonly kind: 'function'; readonly callable: Callable }
  | { readonly kind: 'class'; readonly declaration: ts.ClassDeclaration }
  /** Something of the language's, the platform's or a package's. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unknown' };

export const unknown: Shape = { kind: 'unknown' };
export const foreign: Shape = { kind: 'foreign' };

/** What an instance, or an object of an interface, holds. */
export function own(holder: Holder | undefined): Shape {
  return holder === undefined ? unknown : { kind: 'own', holder };
}

/** What either of two expressions holds, where that is the same. */
export function agreed(a: Shape, b: Shape): Shape {
  if (a.kind === 'own' && b.kind === 'own' && a.holder === b.holder) return a;
  if (a.kind === 'foreign' && b.kind === 'foreign') return a;
  const isWrapped = a.kind === 'list' || a.kind === 'map' || a.kind === 'promise';
  return isWrapped && 'of' in b && b.kind === a.kind ? { kind: a.kind, of: agreed(a.of, b.of) } : unknown;
}

/** The member of a name that something declares by itself. */
export function memberIn(holder: Holder | undefined, name: string): Member | undefined {
  return holder?.members.find((member) => memberName(member) === name);
}

/** Whether a type is that of nothing: `undefined` or `null`. */
export function isAbsence(type: ts.TypeNode): boolean {
  return (
    type.kind === ts.SyntaxKind.UndefinedKeyword ||
    (ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword)
  );
}
