/** Prints header values as TypeScript expressions. */
import { mayNeedEncoding } from '../../plan/values.js';
import type { Value } from '../../plan/values.js';
import { printParts } from '../values.js';
import type { PrintedValue, ValueScope, ValueSyntax } from '../values.js';
import { stringLiteral, templateText } from './literals.js';

/**
 * Prints a value. The time in the scope is in milliseconds. A value is encoded if one of its parts may contain
 * characters that are not allowed in a header.
 */
export function printValue(value: Value, scope: ValueScope): PrintedValue {
  const { parts, bindings } = printParts(value, scope, syntax);
  const [only] = parts;
  const joined =
    parts.length === 1 && only !== undefined
      ? only.expression
      : `\`${parts.map(({ part, expression }) => (part.kind === 'text' ? templateText(part.text) : `\${${expression}}`)).join('')}\``;
  return { expression: value.some(mayNeedEncoding) ? `headerValue(${joined})` : joined, bindings };
}

const syntax: ValueSyntax = {
  text: stringLiteral,
  orElse: (expression, fallback) => `${expression} ?? ${fallback}`,
  duration: (elapsed, { unit, precision }) =>
    unit === 'ms' ? `${elapsed}.toFixed(${String(precision)})` : `(${elapsed} / 1000).toFixed(${String(precision)})`,
  nowIso: 'new Date().toISOString()',
  nowUnix: 'String(Math.floor(Date.now() / 1000))',
  numbered: (name, count) => `${name}${String(count)}`,
};
