/** Prints header values as Python expressions. */
import { mayNeedEncoding } from '../../plan/values.js';
import type { Value, ValuePart } from '../../plan/values.js';
import { formatText, stringLiteral } from './literals.js';

/** How the code around a value reaches what the value speaks of; every entry is an expression of type `str`. */
export interface ValueScope {
  readonly requestMethod: string;
  readonly requestPath: string;
  readonly requestId: string;
  /** Whether the id may be `None` at this place. */
  readonly requestIdIsOptional: boolean;
  readonly responseStatus: string;
  /** Seconds since the request came in, as a float. */
  readonly elapsed: string;
  /** Of type `str | None`, never empty. */
  readonly requestHeader: (name: string) => string;
  /** The attribute or variable that holds the environment's value. */
  readonly environment: (name: string) => string;
}

export interface PrintedValue {
  /** Of type `str`; where there are bindings, only when none of them is `None`. */
  readonly expression: string;
  /** Variables to set before it, each `None` where what it stands for is missing; without an expression: there already. */
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
    const name = bindings.length === 0 ? 'received' : `received_${String(bindings.length + 1)}`;
    bindings.push({ name, expression });
    return { part, expression: name };
  });
  const [only] = printed;
  const needsFormat = printed.length > 1 || only?.part.kind === 'duration';
  const joined = needsFormat ? joinParts(printed) : (only?.expression ?? '""');
  const bare = joined.replace(/^\((.*)\)$/, '$1');
  return { expression: value.some(mayNeedEncoding) ? `header_value(${bare})` : joined, bindings };
}

/** An f-string; before Python 3.12 no quote of the kind around it may stand in a hole, so there a join. */
function joinParts(parts: readonly { readonly part: ValuePart; readonly expression: string }[]): string {
  const format = (pieces: typeof parts): string =>
    `f"${pieces.map(({ part, expression }) => hole(part, expression)).join('')}"`;
  const isPlain = parts.every(({ part, expression }) => part.kind === 'text' || !/["\\]/.test(expression));
  if (isPlain) return format(parts);
  const items = parts.map((one) => (one.part.kind === 'duration' ? format([one]) : one.expression));
  return `"".join((${items.join(', ')}))`;
}

function hole(part: ValuePart, expression: string): string {
  if (part.kind === 'text') return formatText(part.text);
  if (part.kind === 'duration') return `{${expression}:.${String(part.precision)}f}`;
  // In a hole, `str` is what happens anyway.
  return `{${expression.replace(/^str\((\w+)\)$/, '$1')}}`;
}

function printPart(part: ValuePart, scope: ValueScope): string {
  switch (part.kind) {
    case 'text':
      return stringLiteral(part.text);
    case 'env':
      return scope.environment(part.name);
    case 'requestHeader': {
      const header = scope.requestHeader(part.name);
      return part.fallback === undefined ? header : `(${header} or ${stringLiteral(part.fallback)})`;
    }
    case 'duration':
      return part.unit === 'ms' ? `${scope.elapsed} * 1000` : scope.elapsed;
    case 'requestMethod':
      return scope.requestMethod;
    case 'requestPath':
      return scope.requestPath;
    case 'requestId':
      return scope.requestId;
    case 'nowIso':
      return 'iso_time(time_ns())';
    case 'nowUnix':
      return 'unix_time()';
    case 'responseStatus':
      return scope.responseStatus;
  }
}
