/** Reads TOML, in which several tools have their settings. */
import { parse } from '#smol-toml';

export type TomlTable = Readonly<Record<string, unknown>>;

/** Parses TOML. Throws if the text is invalid. */
export function parseToml(text: string): TomlTable {
  // Large integers are valid in a file, and no setting that is read here.
  return parse(text, { integersAsBigInt: 'asNeeded' });
}

/** Parses TOML; a text that is invalid, which its own tool reports, is an empty table. */
export function tomlOrNothing(text: string): TomlTable {
  try {
    return parseToml(text);
  } catch {
    return {};
  }
}
