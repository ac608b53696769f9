/** Globals of ECMAScript 2022, values and types, which TypeScript code can use on every platform. */
export const ecmaScriptGlobals: readonly string[] = words(`
  AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError
  FinalizationRegistry Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl JSON Map Math NaN Number
  Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String Symbol SyntaxError TypeError URIError
  Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI
  encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt undefined unescape

  ArrayBufferLike ArrayBufferView ArrayLike AsyncGenerator AsyncIterable AsyncIterableIterator AsyncIterator Awaited Capitalize
  ConstructorParameters ErrorOptions Exclude Extract Generator InstanceType Iterable IterableIterator Iterator IteratorResult
  Lowercase NoInfer NonNullable Omit OmitThisParameter ParameterDecorator Parameters Partial Pick PromiseLike PropertyDescriptor PropertyDescriptorMap PropertyKey Readonly
  ReadonlyArray ReadonlyMap ReadonlySet Record Required ReturnType TemplateStringsArray ThisParameterType ThisType Uncapitalize
  Uppercase
`);

/** Splits a text into words. Lists of names are written as such texts. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
