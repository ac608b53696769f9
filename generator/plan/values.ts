/** Header values: text with `${…}` expressions, as data. Each language has one function that prints them. */

/** The parts of a value, to be concatenated. There is at least one, and adjacent texts are merged. */
export type Value = readonly ValuePart[];

export type ValuePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'requestHeader'; /** in lower case */ readonly name: string; readonly fallback?: string }
  | { readonly kind: 'duration'; readonly unit: 's' | 'ms'; /** decimals */ readonly precision: number }
  | { readonly kind: 'requestMethod' | 'requestPath' | 'requestId' | 'nowIso' | 'nowUnix' | 'responseStatus' };

/**
 * Whether a value is computed once, when the middleware is created: it uses environment variables and nothing of the
 * request.
 */
export function isMadeOnce(value: Value): boolean {
  return value.every(({ kind }) => kind === 'text' || kind === 'env') && value.some(({ kind }) => kind === 'env');
}

/**
 * Whether a part can contain characters that are not allowed in a header. Texts are checked with the spec, and the
 * other kinds are always valid.
 */
export function mayNeedEncoding({ kind }: ValuePart): boolean {
  return kind === 'env' || kind === 'requestHeader' || kind === 'requestPath';
}
