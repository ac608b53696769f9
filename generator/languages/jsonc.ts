/** JSON as tsconfig files have it: with comments and trailing commas. Throws a `SyntaxError` where it is not even that. */
export function parseJsonc(text: string): unknown {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  // Strings come first, so that what looks like a comment or a comma inside one stays. A comment becomes as much white
  // space, which keeps positions in error messages right.
  const uncommented = plain.replace(stringOrComment, (match) =>
    match.startsWith('"') ? match : match.replace(/[^\n]/g, ' '),
  );
  const closed = uncommented.replace(stringOrTrailingComma, (match) => (match.startsWith('"') ? match : ' '));
  return JSON.parse(closed);
}

const stringOrComment = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const stringOrTrailingComma = /"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g;

/** A JSON value as an object, or an empty one where it is something else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
