/** What is known about the value of an expression before the code runs. */
import type { Constant } from './view.js';

export type Known =
  | { readonly kind: 'constant'; readonly value: Constant }
  /** An object or another truthy value. */
  | { readonly kind: 'truthy' }
  /** Any value except `undefined`. It can be falsy. */
  | { readonly kind: 'defined' }
  | { readonly kind: 'unknown' };

export const unknown: Known = { kind: 'unknown' };
export const truthy: Known = { kind: 'truthy' };
export const defined: Known = { kind: 'defined' };
export const absent: Known = { kind: 'constant', value: undefined };

export function isConstant(value: Known): value is Known & { kind: 'constant' } {
  return value.kind === 'constant';
}

export function isAbsent(value: Known): boolean {
  return value.kind === 'constant' && value.value === undefined;
}

export function isPresent(value: Known): boolean {
  return (
    value.kind === 'truthy' || value.kind === 'defined' || (value.kind === 'constant' && value.value !== undefined)
  );
}

export function isBoolean(value: Known): boolean {
  return value.kind === 'constant' && typeof value.value === 'boolean';
}

export function truthOf(value: Known): boolean | undefined {
  if (value.kind === 'truthy') return true;
  return value.kind === 'constant' ? value.value === true : undefined;
}

export function sameness(left: Known, right: Known): boolean | undefined {
  if (left.kind === 'constant' && right.kind === 'constant') return left.value === right.value;
  return (isAbsent(left) && isPresent(right)) || (isPresent(left) && isAbsent(right)) ? false : undefined;
}

/** What is known about all of several values. */
export function common(values: readonly Known[]): Known {
  const [first] = values;
  if (first === undefined) return unknown;
  if (first.kind === 'constant' && values.every((one) => one.kind === 'constant' && one.value === first.value))
    return first;
  if (values.every(({ kind }) => kind === 'truthy')) return truthy;
  return values.every(isPresent) ? defined : unknown;
}
