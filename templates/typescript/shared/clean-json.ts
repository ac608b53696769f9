import { decisiveKeys } from '../shared/json-paths.js';
import type { JsonPath } from '../shared/json-paths.js';

/**
 * Finds out quickly whether a JSON document has nothing to redact: it is valid for `JSON.parse()`, and no key that
 * redaction depends on is anywhere in it, in any spelling.
 */
export class CleanJson {
  readonly #keys: readonly string[];

  constructor(paths: readonly JsonPath[]) {
    const keys = decisiveKeys(paths);
    // Every text contains the empty key. Letters outside ASCII have several lower cases.
    this.#keys = keys.length === paths.length && keys.every((key) => /^[\w.$ -]+$/.test(key)) ? keys : [''];
  }

  accepts(text: string): boolean {
    // Keys can be escaped or percent-encoded, and a string can contain JSON of its own.
    if (text.includes('\\') || text.includes('%') || /"\s*[{[]/.test(text)) {
      return false;
    }
    const lower = text.toLowerCase();
    return !this.#keys.some((key) => lower.includes(key)) && isJson(text);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
