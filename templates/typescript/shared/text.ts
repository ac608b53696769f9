import { strictDecoder } from '#platform';

/** The media type without its parameters, in lower case; empty where there is none. */
export function mediaType(contentType: string | undefined): string {
  return (contentType?.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** Makes a test for media ranges: `type/subtype`, `type/*`, `type/*+suffix`, `*\/*`. */
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

/** Whether bodies of a type are text that people read. */
export const isTextual: (contentType: string | undefined) => boolean = mediaTypeTest([
  'text/*',
  'application/json',
  'application/*+json',
  'application/json-seq',
  'application/jsonl',
  'application/ndjson',
  'application/x-ndjson',
  'application/xml',
  'application/*+xml',
  'image/svg+xml',
  'application/graphql',
  'application/javascript',
  'application/x-www-form-urlencoded',
  'application/yaml',
  'application/*+yaml',
]);

/** Decodes bytes by the charset that `contentType` declares (UTF-8 without one); `undefined` where they are not valid text. */
export function decodeText(bytes: Uint8Array, contentType: string | undefined, truncated: boolean): string | undefined {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    // As a stream, so that a character which the truncation has cut is left out and not taken for an error.
    return strictDecoder(charset).decode(bytes, { stream: truncated });
  } catch {
    return undefined;
  }
}
