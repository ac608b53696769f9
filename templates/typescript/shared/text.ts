import { strictDecoder } from '#platform';

/** The media type in lower case, without parameters; empty if there is none. */
export function mediaType(contentType: string | undefined): string {
  return (contentType?.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/**
 * Creates a function that matches content types against media ranges: `type/subtype`, `type/*`, `type/*+suffix`,
 * `*\/*`.
 */
export function mediaTypeTest(ranges: readonly string[]): (contentType: string | undefined) => boolean {
  const exact = new Set(ranges.filter((range) => !range.includes('*')));
  const open = ranges.filter((range) => range.includes('*')).map((range) => range.split('*'));
  return (contentType) => {
    const type = mediaType(contentType);
    return (
      exact.has(type) ||
      open.some(([head = '', tail = '']) => (head === '' ? true : type.startsWith(head) && type.endsWith(tail)))
    );
  };
}

/** Whether a content type is textual. */
export function isTextual(contentType: string | undefined): boolean {
  return textual.test(mediaType(contentType));
}

const textual = new RegExp(
  '^(?:text/.*|image/svg\\+xml|application/(?:(?:.*\\+)?(?:json|xml|yaml)|' +
    'json-seq|jsonl|(?:x-)?ndjson|graphql|javascript|x-www-form-urlencoded))$',
);

/** Decodes bytes with the charset in `contentType` (default: UTF-8). Returns `undefined` if they are not valid text. */
export function decodeText(
  bytes: Uint8Array,
  contentType: string | undefined,
  truncated: boolean,
  charset: string = charsetOf(contentType),
): string | undefined {
  try {
    // In stream mode, a character that was truncated is left out instead of causing an error.
    return truncated || charset !== 'utf-8'
      ? strictDecoder(charset).decode(bytes, { stream: truncated })
      : utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a text in UTF-16 is probably something else: it has no letter or blank of ASCII, or private characters. */
export function isUnlikelyUtf16(text: string, contentType: string | undefined): boolean {
  const encoding = encodingOf(contentType);
  return encoding.startsWith('utf-16') && (!/[\t-~]/.test(text) || /[\ue000-\uf8ff\ufffe\uffff]/.test(text));
}

/**
 * What the bytes of a text can also mean if the declared charset is wrong: in UTF-16 and in encodings of one byte per
 * character, almost any bytes are valid.
 */
export function otherReadings(bytes: Uint8Array, contentType: string | undefined, truncated: boolean): string[] {
  const encoding = encodingOf(contentType);
  if (encoding === 'utf-8') {
    return [];
  }
  const others = encoding.startsWith('utf-16') ? ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] : ['utf-8'];
  return others
    .filter((charset) => charset !== encoding)
    .map((charset) => decodeText(bytes, contentType, truncated, charset))
    .filter((text) => text !== undefined);
}

function charsetOf(contentType: string | undefined): string {
  return /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase() ?? 'utf-8';
}

/** The name of the encoding that a charset stands for. */
function encodingOf(contentType: string | undefined): string {
  const charset = charsetOf(contentType);
  return charset === 'utf-8' ? charset : strictDecoder(charset).encoding;
}

/** For whole texts, because creating a decoder takes longer than most texts. */
const utf8 = strictDecoder('utf-8');
