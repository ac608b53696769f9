/** Prints the parts of header values, in any language. */
import type { Value, ValuePart } from '../plan/values.js';

/** The expressions for values that depend on the surrounding code. Unless stated otherwise, they are strings. */
export interface ValueScope {
  readonly requestMethod: string;
  readonly requestPath: string;
  readonly requestId: string;
  /** Whether the ID can be missing at this place. */
  readonly requestIdIsOptional: boolean;
  readonly responseStatus: string;
  /** The time since the request came in, as a number in the unit of the language's clock. */
  readonly elapsed: string;
  /** The header can be missing. */
  readonly requestHeader: (name: string) => string;
  /** The expression that holds the value of the variable. */
  readonly environment: (name: string) => string;
}

export interface PrintedValue {
  /** A string expression. If there are bindings, it is valid only if none of their values is missing. */
  readonly expression: string;
  /**
   * Variables to declare first, whose values can be missing. If the expression is empty, the variable already exists.
   */
  readonly bindings: readonly { readonly name: string; readonly expression: string }[];
}

/** The syntax of a language for expressions that do not depend on the surrounding code. */
export interface ValueSyntax {
  readonly text: (text: string) => string;
  readonly orElse: (expression: string, fallback: string) => string;
  readonly duration: (elapsed: string, part: Extract<ValuePart, { readonly kind: 'duration' }>) => string;
  readonly nowIso: string;
  readonly nowUnix: string;
  /** The name of a further variable for a value that can be missing, from the base name and a number of at least 2. */
  readonly numbered: (name: string, count: number) => string;
}

export interface PrintedPart {
  readonly part: ValuePart;
  readonly expression: string;
}

/** Prints each part. A part that can be missing is bound to a variable, unless it already is one. */
export function printParts(
  value: Value,
  scope: ValueScope,
  syntax: ValueSyntax,
): { readonly parts: readonly PrintedPart[]; readonly bindings: PrintedValue['bindings'] } {
  const bindings: { name: string; expression: string }[] = [];
  const parts = value.map((part): PrintedPart => {
    const expression = printPart(part, scope, syntax);
    const isOptional =
      (part.kind === 'requestHeader' && part.fallback === undefined) ||
      (part.kind === 'requestId' && scope.requestIdIsOptional);
    if (!isOptional) return { part, expression };
    if (/^\w+$/.test(expression)) {
      bindings.push({ name: expression, expression: '' });
      return { part, expression };
    }
    const name = bindings.length === 0 ? 'received' : syntax.numbered('received', bindings.length + 1);
    bindings.push({ name, expression });
    return { part, expression: name };
  });
  return { parts, bindings };
}

function printPart(part: ValuePart, scope: ValueScope, syntax: ValueSyntax): string {
  switch (part.kind) {
    case 'text':
      return syntax.text(part.text);
    case 'env':
      return scope.environment(part.name);
    case 'requestHeader': {
      const header = scope.requestHeader(part.name);
      return part.fallback === undefined ? header : syntax.orElse(header, syntax.text(part.fallback));
    }
    case 'duration':
      return syntax.duration(scope.elapsed, part);
    case 'requestMethod':
      return scope.requestMethod;
    case 'requestPath':
      return scope.requestPath;
    case 'requestId':
      return scope.requestId;
    case 'nowIso':
      return syntax.nowIso;
    case 'nowUnix':
      return syntax.nowUnix;
    case 'responseStatus':
      return scope.responseStatus;
  }
}
