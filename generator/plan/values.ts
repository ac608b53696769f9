/** Header values: text with `${…}` expressions, as data. Each language prints them by one function of its own. */

/** The parts of a value, joined without a separator. Never empty; adjacent texts are merged. */
export type Value = readonly ValuePart[];

export type ValuePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'requestHeader'; /** lower-case */ readonly name: string; readonly fallback?: string }
  | { readonly kind: 'duration'; readonly unit: 's' | 'ms'; /** decimals, all printed */ readonly precision: number }
  | { readonly kind: 'requestMethod' | 'requestPath' | 'requestId' | 'nowIso' | 'nowUnix' | 'responseStatus' };

/** Whether a value is the same for every request, so that it can be made once. */
export function isConstant(value: Value): boolean {
  return value.every((part) => part.kind === 'text' || part.kind === 'env');
}
