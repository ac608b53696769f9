/** Every language that mwgen writes. What needs one asks here, by a target's `language` or by a file's name. */
import type { Canonical } from './header.js';
import type { Language } from './language.js';
import { python } from './python/language.js';
import { typescript } from './typescript/language.js';

const each = { typescript, python };

export type LanguageName = keyof typeof each;

/** What a server interface makes of a plan for a language. */
export type ModulesOf<Name extends LanguageName> = {
  [One in LanguageName]: (typeof each)[One] extends Language<infer Modules, infer _Settings> ? Modules : never;
}[Name];

/** Everything that an output depends on besides the spec. Each language looks at its own part, and does without what is absent. */
export type TargetSettings = Together<
  {
    [One in LanguageName]: (typeof each)[One] extends Language<infer _Modules, infer Settings> ? Settings : never;
  }[LanguageName]
>;

/** All members of a union in one. */
type Together<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

export const languageNamed: { readonly [Name in LanguageName]: Language<ModulesOf<Name>, TargetSettings> } = each;

export const languages: readonly Language<never, TargetSettings>[] = Object.values(languageNamed);

/** The language of a target. */
export function languageCalled(name: string): Language<never, TargetSettings> {
  const found = languages.find((language) => language.name === name);
  if (found === undefined) throw new Error(`There is no language ${name}.`);
  return found;
}

/** The language of a file, by its name. */
export function languageOfFile(path: string): Language<never, TargetSettings> | undefined {
  return languages.find((language) => language.owns(path));
}

/** The canonical layout of a file: that of its language, or the text itself. */
export function canonicalFor(path: string): Canonical {
  return languageOfFile(path)?.canonical ?? ((code) => code);
}
