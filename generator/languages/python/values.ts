/** Prints header values as Python expressions. */
import { mayNeedEncoding } from '../../plan/values.js';
import type { Value, ValuePart } from '../../plan/values.js';
import { printParts } from '../values.js';
import type { PrintedPart, PrintedValue, ValueScope, ValueSyntax } from '../values.js';
import { formatText, stringLiteral } from './literals.js';

/**
 * Prints a value. The time in the scope is in seconds. A value is encoded if one of its parts may contain characters
 * that are not allowed in a header.
 */
export function printValue(value: Value, scope: ValueScope): PrintedValue {
  const { parts, bindings } = printParts(value, scope, syntax);
  const [only] = parts;
  const needsFormat = parts.length > 1 || only?.part.kind === 'duration';
  const joined = needsFormat ? joinParts(parts) : (only?.expression ?? '""');
  const bare = joined.replace(/^\((.*)\)$/, '$1');
  return { expression: value.some(mayNeedEncoding) ? `header_value(${bare})` : joined, bindings };
}

/**
 * Prints an f-string. If an expression contains double quotes or backslashes, which Python before 3.12 does not allow
 * there, prints a call of `join` instead.
 */
function joinParts(parts: readonly PrintedPart[]): string {
  const format = (pieces: readonly PrintedPart[]): string =>
    `f"${pieces.map(({ part, expression }) => hole(part, expression)).join('')}"`;
  const isPlain = parts.every(({ part, expression }) => part.kind === 'text' || !/["\\]/.test(expression));
  if (isPlain) return format(parts);
  const items = parts.map((one) => (one.part.kind === 'duration' ? format([one]) : one.expression));
  return `"".join((${items.join(', ')}))`;
}

function hole(part: ValuePart, expression: string): string {
  if (part.kind === 'text') return formatText(part.text);
  if (part.kind === 'duration') return `{${expression}:.${String(part.precision)}f}`;
  // In an f-string, `str` is called implicitly.
  return `{${expression.replace(/^str\((\w+)\)$/, '$1')}}`;
}

const syntax: ValueSyntax = {
  text: stringLiteral,
  orElse: (expression, fallback) => `(${expression} or ${fallback})`,
  duration: (elapsed, { unit }) => (unit === 'ms' ? `${elapsed} * 1000` : elapsed),
  nowIso: 'iso_time(time_ns())',
  nowUnix: 'unix_time()',
  numbered: (name, count) => `${name}_${String(count)}`,
};
