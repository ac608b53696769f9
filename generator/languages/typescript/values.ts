/** Prints header values as TypeScript expressions. */
import { mayNeedEncoding } from '../../plan/values.js';
import type { Value, ValuePart } from '../../plan/values.js';
import { stringLiteral, templateText } from './literals.js';

/** How the code around a value reaches what the value speaks of; every entry is an expression of type `string`. */
export interface ValueScope {
  readonly requestMethod: string;
  readonly requestPath: string;
  readonly requestId: string;
  /** Whether the id may be `undefined` at this place. */
  readonly requestIdIsOptional: boolean;
  readonly responseStatus: string;
  /** Milliseconds since the request came in, as a number. */
  readonly elapsed: string;
  /** Of type `string | undefined`. */
  readonly requestHeader: (name: string) => string;
  /** The constant that holds the variable. */
  readonly environment: (name: string) => string;
}

export interface PrintedValue {
  /** Of type `string`; where there are bindings, only when none of them is `undefined`. */
  readonly expression: string;
  /** Constants to declare before it, each `undefined` where what it stands for is missing. */
  readonly bindings: readonly { readonly name: string; readonly expression: string }[];
}

/** Prints a value. What a header cannot carry is encoded wherever a part can hold such a thing. */
export function printValue(value: Value, scope: ValueScope): PrintedValue {
  const bindings: { name: string; expression: string }[] = [];
  const printed = value.map((part) => {
    const expression = printPart(part, scope);
    const isOptional =
      (part.kind === 'requestHeader' && part.fallback === undefined) ||
      (part.kind === 'requestId' && scope.requestIdIsOptional);
    if (!isOptional) return { part, expression };
    if (/^\w+$/.test(expression)) {
      bindings.push({ name: expression, expression: '' });
      return { part, expression };
    }
    const name = bindings.length === 0 ? 'received' : `received${String(bindings.length + 1)}`;
    bindings.push({ name, expression });
    return { part, expression: name };
  });
  const [only] = printed;
  const joined =
    printed.length === 1 && only !== undefined
      ? only.expression
      : `\`${printed.map(({ part, expression }) => (part.kind === 'text' ? templateText(part.text) : `\${${expression}}`)).join('')}\``;
  return { expression: value.some(mayNeedEncoding) ? `headerValue(${joined})` : joined, bindings };
}

function printPart(part: ValuePart, scope: ValueScope): string {
  switch (part.kind) {
    case 'text':
      return stringLiteral(part.text);
    case 'env':
      return scope.environment(part.name);
    case 'requestHeader': {
      const header = scope.requestHeader(part.name);
      return part.fallback === undefined ? header : `${header} ?? ${stringLiteral(part.fallback)}`;
    }
    case 'duration':
      return part.unit === 'ms'
        ? `${scope.elapsed}.toFixed(${String(part.precision)})`
        : `(${scope.elapsed} / 1000).toFixed(${String(part.precision)})`;
    case 'requestMethod':
      return scope.requestMethod;
    case 'requestPath':
      return scope.requestPath;
    case 'requestId':
      return scope.requestId;
    case 'nowIso':
      return 'new Date().toISOString()';
    case 'nowUnix':
      return 'String(Math.floor(Date.now() / 1000))';
    case 'responseStatus':
      return scope.responseStatus;
  }
}
