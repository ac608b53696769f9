/** Our messages for the parser's errors. */
import type { ErrorCode } from 'yaml';

export interface YamlComplaint {
  readonly detail: string;
  readonly help?: string;
}

/** The message for a syntax error; `rest` is the rest of the line at the error. */
export function yamlComplaint(code: ErrorCode, message: string, rest: string): YamlComplaint {
  const known = complaints[code];
  if (known !== undefined) return known;
  if (code === 'MISSING_CHAR') return missingCharacter(message);
  if (code === 'BAD_INDENT' && message.startsWith('Flow'))
    return { detail: 'a [ or { above is not closed before this.' };
  if (code === 'BAD_INDENT') return badIndent;
  // The parser treats a deeper indented line as a continuation, and then finds a key in it.
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return /:\s/.test(rest) ? secondKey : deeperBelow;
  if (code === 'BAD_SCALAR_START')
    return { detail: `text cannot start with ${rest.charAt(0)} unless it is quoted.`, help: quoteHelp };
  const sentence = message.split('\n')[0] ?? '';
  return { detail: sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.?$/, '.') };
}

const quoteHelp = 'Put the text in double quotes.';

const badIndent: YamlComplaint = {
  detail: 'the indentation does not match the lines above.',
  help: 'All keys of a mapping must start in the same column.',
};
const deeperBelow: YamlComplaint = {
  detail: 'a line below is indented deeper than this one, which already has a value.',
  help: 'All keys of a mapping must start in the same column.',
};
const secondKey: YamlComplaint = {
  detail: 'a second key on one line.',
  help: 'Put text that contains a colon and a space in double quotes, or start a new line.',
};

const complaints: Partial<Record<ErrorCode, YamlComplaint>> = {
  BAD_ALIAS: {
    detail: 'a star starts an alias here.',
    help: 'Text that starts with a star must be in double quotes: `"*.js"`.',
  },
  BLOCK_IN_FLOW: { detail: 'an indented block is not allowed inside [ ] or { }.' },
  BAD_DQ_ESCAPE: {
    detail: 'this escape does not exist in double quotes.',
    help: 'Write `\\\\` for a backslash, or use single quotes.',
  },
  KEY_OVER_1024_CHARS: { detail: 'a key can have at most 1024 characters.' },
  MULTILINE_IMPLICIT_KEY: { detail: 'a key and its colon must be on one line.', help: quoteHelp },
  MULTIPLE_ANCHORS: { detail: 'a value can have only one anchor.' },
  TAB_AS_INDENT: { detail: 'tabs cannot be used for indentation.', help: 'Indent with spaces.' },
  UNEXPECTED_TOKEN: { detail: 'this is not expected here.', help: quoteHelp },
};

function missingCharacter(message: string): YamlComplaint {
  if (message.includes('quote')) return { detail: 'the closing quote is missing.' };
  if (message.includes('map')) return { detail: 'the closing } is missing, or a comma before this.' };
  if (message.includes('sequence')) return { detail: 'the closing ] is missing, or a comma before this.' };
  return { detail: 'a colon, a comma or a space is missing here.' };
}
