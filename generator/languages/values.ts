/** Prints the parts of header values: what is the same in every language. */
import type { Value, ValuePart } from '../plan/values.js';

/** How the code around a value reaches what the value speaks of; every entry is an expression of a text. */
export interface ValueScope {
  readonly requestMethod: string;
  readonly requestPath: string;
  readonly requestId: string;
  /** Whether the id may be missing at this place. */
  readonly requestIdIsOptional: boolean;
  readonly responseStatus: string;
  /** The time since the request came in, as a number in the unit of the language's own clock. */
  readonly elapsed: string;
  /** Of a text that may be missing. */
  readonly requestHeader: (name: string) => string;
  /** What holds the environment's value. */
  readonly environment: (name: string) => string;
}

export interface PrintedValue {
  /** Of a text; where there are bindings, only when none of them is missing. */
  readonly expression: string;
  /** Variables to set before it, each missing where what it stands for is; without an expression: there already. */
  readonly bindings: readonly { readonly name: string; readonly expression: string }[];
}

/** How a language says what no scope does. */
export interface ValueSyntax {
  readonly text: (text: string) => string;
  readonly orElse: (expression: string, fallback: string) => string;
  readonly duration: (elapsed: string, part: Extract<ValuePart, { readonly kind: 'duration' }>) => string;
  readonly nowIso: string;
  readonly nowUnix: string;
  /** The name of the second and every further variable for what may be missing, from `received` and its number. */
  readonly numbered: (name: string, count: number) => string;
}

export interface PrintedPart {
  readonly part: ValuePart;
  readonly expression: string;
}

/** Prints each part; one that may be missing becomes a variable, unless it is one already. */
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
