import { decisiveKeys } from '../shared/json-paths.js';
import type { JsonPath } from '../shared/json-paths.js';
import { percentDecode } from '../shared/percent.js';

/** Escapes can be escaped again; more often than this they are left unchanged. */
const maxPasses = 16;

/**
 * Creates a function that tells whether a text that could not be parsed contains a key that redaction depends on, as
 * programs write it: before a colon, and in quotes or at the start of a member. Finds keys in JSON with comments,
 * other literals or bare keys, in JSON inside other text, and in escaped JSON.
 */
export function keyTest(paths: readonly JsonPath[]): (text: string) => boolean {
  const keys = Array.from(decisiveKeys(paths) ?? [], plainText);
  const anyKey = '[^\\s"\'`{}[\\](),:]{1,100}';
  // Paths of wildcards and indices match any key.
  const names = keys.length === 0 || keys.includes('') ? anyKey : keys.map(escapePattern).join('|');
  const quoted = new RegExp(`["'\`](?:${names})["'\`]\\s*(?::|/[/*])`);
  const bare = new RegExp(`(?:[{,(\\r\\n]|\\*/)[ \\t]*(?:${names})\\s*(?::|/[/*])`);
  return (text) => {
    if (!/[:%/]/.test(text)) {
      return false;
    }
    const plain = plainText(text);
    return quoted.test(plain) || (plain.includes('{') && bare.test(plain));
  };
}

/** The text in lower case, without escapes of percent-encoding, JSON and HTML. */
function plainText(text: string): string {
  let plain = percentDecode(text).replace(/&(?:quot|#34|#x22);/gi, '"');
  for (let pass = 0; pass < maxPasses && /\\[ux]/i.test(plain); pass += 1) {
    plain = plain.replace(/\\+(?:u([\da-f]{4})|x([\da-f]{2}))/gi, (_, unicode?: string, byte?: string) =>
      String.fromCharCode(parseInt(unicode ?? byte ?? '', 16)),
    );
  }
  return plain.replaceAll('\\', '').toLowerCase();
}

function escapePattern(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
}
