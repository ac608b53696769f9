/**
 * Parses JSON with comments and trailing commas, as used in tsconfig files. Throws a `SyntaxError` if it is invalid.
 */
export function parseJsonc(text: string): unknown {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  // The patterns match strings too, so that comment markers and commas inside strings are kept. Comments are replaced
  // by spaces of the same length, so that positions in error messages are correct.
  const uncommented = plain.replace(stringOrComment, (match) =>
    match.startsWith('"') ? match : match.replace(/[^\n]/g, ' '),
  );
  const closed = uncommented.replace(stringOrTrailingComma, (match) => (match.startsWith('"') ? match : ' '));
  return JSON.parse(closed);
}

const stringOrComment = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const stringOrTrailingComma = /"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g;

/** The value if it is a JSON object, otherwise an empty object. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
