/** The parser's complaints in our words. */
import type { ErrorCode } from 'yaml';

export interface YamlComplaint {
  readonly detail: string;
  readonly help?: string;
}

/** What to say about a syntax error; the parser's own sentence is used for what no user has met yet. */
export function yamlComplaint(code: ErrorCode, message: string, character: string): YamlComplaint {
  const known = complaints[code];
  if (known !== undefined) return known;
  if (code === 'MISSING_CHAR') return missingCharacter(message);
  if (code === 'BAD_SCALAR_START') {
    return {
      detail: `text cannot begin with ${character} unless it is quoted.`,
      help: 'Put the text in double quotes.',
    };
  }
  const sentence = message.split('\n')[0] ?? '';
  return { detail: sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.?$/, '.') };
}

const quoteHelp = 'Put the text in double quotes.';

const complaints: Partial<Record<ErrorCode, YamlComplaint>> = {
  BAD_ALIAS: {
    detail: 'a star begins an alias here.',
    help: 'Put a text that begins with a star in double quotes: `"*.js"`.',
  },
  BAD_INDENT: {
    detail: 'the indentation does not fit what stands above.',
    help: 'Keys of one mapping begin in one column.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    detail: 'a second key on one line.',
    help: 'Put a text that holds a colon and a space in double quotes, or begin a new line.',
  },
  BLOCK_IN_FLOW: { detail: 'an indented block cannot stand inside [ ] or { }.' },
  BAD_DQ_ESCAPE: {
    detail: 'this escape does not exist in double quotes.',
    help: 'Write `\\\\` for a backslash, or use single quotes.',
  },
  KEY_OVER_1024_CHARS: { detail: 'a key is at most 1024 characters long.' },
  MULTILINE_IMPLICIT_KEY: { detail: 'a key and its colon stand on one line.', help: quoteHelp },
  MULTIPLE_ANCHORS: { detail: 'a value has one anchor at most.' },
  TAB_AS_INDENT: { detail: 'a tab cannot indent.', help: 'Indent with spaces.' },
  UNEXPECTED_TOKEN: { detail: 'this does not belong here.', help: quoteHelp },
};

function missingCharacter(message: string): YamlComplaint {
  if (/quote/.test(message)) return { detail: 'the closing quote is missing.' };
  if (/map/.test(message)) return { detail: 'the closing } is missing, or a comma before this.' };
  if (/sequence/.test(message)) return { detail: 'the closing ] is missing, or a comma before this.' };
  return { detail: 'a colon, a comma or a space is missing here.' };
}
