const escapedCharacter =
  /%[0-7][\da-f]|%[c-d][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}/gi;

/** Decodes percent-encoded UTF-8 once. Invalid escapes are left unchanged, so that this never throws. */
export function percentDecode(text: string): string {
  return text.includes('%') ? text.replace(escapedCharacter, decodeOrKeep) : text;
}

/** Decodes a name or value of a form or query. */
export function formDecode(text: string): string {
  return percentDecode(text.replace(/\+/g, ' '));
}

function decodeOrKeep(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}
