/** Header values: text with `${…}` expressions, as data. Each language prints them by one function of its own. */

/** The parts of a value, joined without a separator. Never empty; adjacent texts are merged. */
export type Value = readonly ValuePart[];

export type ValuePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'requestHeader'; /** lower-case */ readonly name: string; readonly fallback?: string }
  | { readonly kind: 'duration'; readonly unit: 's' | 'ms'; /** decimals, all printed */ readonly precision: number }
  | { readonly kind: 'requestMethod' | 'requestPath' | 'requestId' | 'nowIso' | 'nowUnix' | 'responseStatus' };

/** Whether a value has to be made once, when the middleware is created: it reads the environment and nothing of a request. */
export function isMadeOnce(value: Value): boolean {
  return value.every(({ kind }) => kind === 'text' || kind === 'env') && value.some(({ kind }) => kind === 'env');
}

/** Whether a part can hold what a header cannot carry; texts are checked with the spec, the rest is made by the middleware. */
export function mayNeedEncoding({ kind }: ValuePart): boolean {
  return kind === 'env' || kind === 'requestHeader' || kind === 'requestPath';
}
