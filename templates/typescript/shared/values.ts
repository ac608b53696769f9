import { randomUuid, readEnvironment } from '#platform';

/** Reads an environment variable; an empty one counts as unset. */
export function environment(name: string): string | undefined {
  const value = readEnvironment(name);
  return value === '' ? undefined : value;
}

/** Reads a required environment variable. */
export function requiredEnvironment(name: string, place: string): string {
  const value = environment(name);
  if (value === undefined) {
    throw new Error(`The environment variable ${name} is not set, and ${place} needs it.`);
  }
  return value;
}

/** Makes a value valid for a header field (RFC 9110, section 5.5) by percent-encoding other characters as UTF-8. */
export function headerValue(value: string): string {
  return value.replace(/[^\t\x20-\x7e]/gu, (character) =>
    // A lone surrogate cannot be encoded as UTF-8 and is replaced by U+FFFD, as the web's encoders do.
    encodeURIComponent(character.replace(/\p{Surrogate}/u, '\ufffd')),
  );
}

/** Returns an ID from outside if it is safe to use in logs and headers. */
export function trustedId(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,128}$/.test(value) ? value : undefined;
}

/** A UUID that is ordered by time (RFC 9562, version 7): 48 bits of Unix milliseconds, the rest random. */
export function uuidv7(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = randomUuid();
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}

/**
 * Calls the application's ID generator, if there is one, and makes the ID valid for a header. `undefined` if the generator
 * fails, so that the request is not affected.
 */
export function customId(generate: (() => string) | undefined, report: (error: unknown) => void): string | undefined {
  try {
    return generate === undefined ? undefined : headerValue(generate()) || undefined;
  } catch (error) {
    report(error);
    return undefined;
  }
}

/** Adds members to a comma-separated list unless they are already in it, compared case-insensitively. */
export function mergeList(list: string | undefined, members: readonly string[]): string {
  // A comma in a quoted string does not separate members (RFC 9110, section 5.6.1).
  const merged = ((list ?? '').match(/(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g) ?? [])
    .map((member) => member.trim())
    .filter((member) => member !== '');
  const known = new Set(merged.map((member) => member.toLowerCase()));
  for (const member of members) {
    if (!known.has(member.toLowerCase())) {
      known.add(member.toLowerCase());
      merged.push(member);
    }
  }
  return merged.join(', ');
}
