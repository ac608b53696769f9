/** The languages that mwgen can generate, found by the `language` of a target or by the name of a file. */
import type { Hashing } from './header.js';
import { javascript } from './javascript/language.js';
import type { Language } from './language.js';
import { python } from './python/language.js';
import { typescript } from './typescript/language.js';

const each = { typescript, javascript, python };

export type LanguageName = keyof typeof each;

/** The type of the modules that a server interface produces for a language. */
export type ModulesOf<Name extends LanguageName> = {
  [One in LanguageName]: (typeof each)[One] extends Language<infer Modules, infer _Settings> ? Modules : never;
}[Name];

/** The settings of the project that affect an output, for all languages together. Each language reads only its own. */
export type TargetSettings = FormSetting &
  Together<
    {
      [One in LanguageName]: (typeof each)[One] extends Language<infer _Modules, infer Settings> ? Settings : never;
    }[LanguageName]
  >;

interface FormSetting {
  /** The form in which the language of the target is written. Default: the language itself. */
  readonly form?: string;
}

/** Converts a union to an intersection. */
type Together<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

export const languageNamed: { readonly [Name in LanguageName]: Language<ModulesOf<Name>, TargetSettings> } = each;

export const languages: readonly Language<never, TargetSettings>[] = Object.values(languageNamed);

/** The names of a language and of its forms. */
export function formsOf(language: string): string[] {
  return languages.filter(({ name, formOf }) => name === language || formOf === language).map(({ name }) => name);
}

/** The language in which the modules of a target are written: its own one, or a form of it. */
export function writtenIn<Name extends LanguageName>(
  own: Name,
  form: string | undefined,
): Language<ModulesOf<Name>, TargetSettings> {
  const found = languages.find(({ name, formOf }) => name === form && formOf === own);
  // A form of a language takes the same modules.
  return (found as Language<ModulesOf<Name>, TargetSettings> | undefined) ?? languageNamed[own];
}

/** The language with this name. Throws if there is none. */
export function languageCalled(name: string): Language<never, TargetSettings> {
  const found = languages.find((language) => language.name === name);
  if (found === undefined) throw new Error(`Unknown language ${name}.`);
  return found;
}

/** The language of a file, determined from its name. */
export function languageOfFile(path: string): Language<never, TargetSettings> | undefined {
  return languages.find((language) => language.owns(path));
}

/** How the hash of a file is computed: as its language says, or from the text itself. */
export function hashingFor(path: string): Hashing {
  return languageOfFile(path)?.hashing ?? { canonical: (code) => code };
}
