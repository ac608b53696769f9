/** Parses a command line with the table of flags. Unknown words are errors, with a suggestion. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { didYouMean } from '../diagnostics/nearest.js';
import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { commands, commonFlags, type Call, type Command, type CommandName, type Flag } from './flags.js';

export type ParsedCall =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'help'; readonly command?: CommandName }
  | { readonly kind: 'version' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'wrong'; readonly diagnostic: Diagnostic };

export function parseCall(words: readonly string[]): ParsedCall {
  const tokens = tokensOf(words);
  const positionals = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const options = tokens.filter((token) => token.kind === 'option');
  const asks = (name: string): boolean => options.some((option) => option.name === name);
  const [name, ...others] = positionals;
  const command = name !== undefined && isCommand(name) ? name : undefined;
  if (asks('help')) return { kind: 'help', ...(command === undefined ? {} : { command }) };
  if (asks('version')) return { kind: 'version' };

  if (name === undefined && options.length === 0) return { kind: 'nothing' };
  if (name === undefined) return wrong('A command is missing.', `One of: ${Object.keys(commands).join(', ')}.`);
  if (command === undefined) {
    return wrong(`There is no command "${name}".`, didYouMean(name, Object.keys(commands)) ?? 'See `mwgen --help`.');
  }
  const { flags, takesSpecs, words: needed = [] }: Command = commands[command];
  const [given, specs] = [others.slice(0, needed.length), others.slice(needed.length)];
  const known: Readonly<Record<string, Flag>> = { ...flags, ...commonFlags };
  const values: Record<string, string | boolean> = {};
  for (const { name: flagName, rawName, value, inlineValue } of options) {
    const flag = Object.hasOwn(known, flagName) ? known[flagName] : undefined;
    if (flag === undefined) {
      const meant = didYouMean(
        rawName,
        Object.keys(known).map((candidate) => `--${candidate}`),
      );
      return wrong(`mwgen ${command} has no flag ${rawName}.`, meant ?? `See \`mwgen ${command} --help\`.`);
    }
    if (flag.type === 'boolean' && value !== undefined)
      return wrong(`${rawName} takes no value.`, `Write only ${rawName}, or remove it.`);
    // Node treats any next word as the value; another flag is not accepted as one.
    const hasValue = value !== undefined && value !== '' && (inlineValue || !value.startsWith('-'));
    if (flag.type === 'string' && !hasValue && flag.isBare !== true)
      return wrong(`${rawName} needs a value.`, `Write ${rawName} VALUE.`);
    if (typeof value === 'string' && flag.values?.includes(value) === false) {
      const meant = didYouMean(value, flag.values);
      return wrong(`${rawName} cannot be "${value}".`, meant ?? `One of: ${flag.values.join(', ')}.`);
    }
    values[flagName] = value ?? (flag.type === 'string' ? '' : true);
  }
  const lacking = needed[given.length];
  if (lacking !== undefined)
    return wrong(`mwgen ${command} needs ${lacking}.`, `Write \`mwgen ${[command, ...needed].join(' ')}\`.`);
  if (!takesSpecs && specs.length > 0)
    return wrong(`mwgen ${command} takes no path.`, `See \`mwgen ${command} --help\`.`);
  if (specs.includes('')) return wrong('The path of a spec is empty.', 'Write the path of a file, or nothing.');
  return { kind: 'call', call: { command, words: given, specs, values } };
}

/** Node's tokens for the words. All flags of all commands are known here, so that their values are recognised. */
function tokensOf(words: readonly string[]) {
  const flags = Object.values(commands).flatMap((command: Command) => Object.entries(command.flags));
  const options: NonNullable<ParseArgsConfig['options']> = {
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean' },
  };
  for (const [name, { type }] of [...flags, ...Object.entries(commonFlags)]) options[name] = { type };
  const isBare = (word: string): boolean => flags.some(([name, flag]) => word === `--${name}` && flag.isBare === true);
  // Without a value, such a flag would take the next one as its value.
  const args = words.map((word, index) =>
    isBare(word) && (words[index + 1] ?? '-').startsWith('-') ? `${word}=` : word,
  );
  return parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

function wrong(detail: string, help: string): ParsedCall {
  return { kind: 'wrong', diagnostic: diagnostic('usage', { detail }, { help }) };
}
