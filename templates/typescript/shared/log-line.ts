import type { CaptureRecord } from '../shared/record.js';

/**
 * A record as one line of JSON. Escapes also what JSON does not have to: a terminal takes C1 controls and marks of text
 * direction for commands, and some readers end a line at U+0085, U+2028 and U+2029.
 */
export function logLine(record: CaptureRecord): string {
  return JSON.stringify(record).replace(
    /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
