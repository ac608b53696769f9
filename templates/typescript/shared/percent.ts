const escapedCharacter =
  /%[0-7][\da-f]|%[c-d][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}/gi;

/** Decodes percent-encoded UTF-8 once. What is no valid escape stays as it stands, so that no request can make this throw. */
export function percentDecode(text: string): string {
  return text.includes('%') ? text.replace(escapedCharacter, decodeOrKeep) : text;
}

function decodeOrKeep(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}
