/** Our messages for the parser's errors. */
import type { ErrorCode } from 'yaml';

export interface YamlComplaint {
  readonly detail: string;
  readonly help?: string;
}

/** Where the parser reports an error. */
export interface YamlPlace {
  /** The line up to the error. */
  readonly before: string;
  /** The rest of the line, which begins at the error. */
  readonly rest: string;
}

/** The message for a syntax error. */
export function yamlComplaint(code: ErrorCode, message: string, { before, rest }: YamlPlace): YamlComplaint {
  if (code === 'MULTILINE_IMPLICIT_KEY' || code === 'UNEXPECTED_TOKEN') return lineWithoutKey(before, rest);
  const known = complaints[code];
  if (known !== undefined) return known;
  if (code === 'MISSING_CHAR') return missingCharacter(message, before, rest);
  if (code === 'BAD_INDENT' && message.startsWith('Flow'))
    return { detail: 'a [ or { above is not closed before this.', help: 'Write the ] or } that is missing.' };
  if (code === 'BAD_INDENT') return rest.includes(':') ? badIndent : badEntry;
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
const badEntry: YamlComplaint = {
  ...badIndent,
  help: 'Begin each entry of a list with `- `, all of them in the same column.',
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
  MULTIPLE_ANCHORS: { detail: 'a value can have only one anchor.' },
  TAB_AS_INDENT: { detail: 'tabs cannot be used for indentation.', help: 'Indent with spaces.' },
};

/** A line that the parser takes for text, where only a key can be. */
function lineWithoutKey(before: string, rest: string): YamlComplaint {
  const line = rest.trim();
  if (line.startsWith('//') || line.startsWith('/*'))
    return { detail: 'this is no comment.', help: 'A comment begins with `#`.' };
  const [, key, value] = /^(["']?[\w-]+["']?):(\S.*)$/.exec(line) ?? [];
  if (key !== undefined && value !== undefined)
    return { detail: 'a space is missing behind the colon.', help: `Write \`${key}: ${value}\`.` };
  const [, name, text] = /^([\w-]+)\s*=\s*(.*)$/.exec(line) ?? [];
  if (name !== undefined && text !== undefined)
    return { detail: 'a key is followed by a colon, not by `=`.', help: `Write \`${name}: ${text}\`.` };
  if (before.trim() !== '' && before.trim() !== '-') return { detail: 'this is not expected here.', help: quoteHelp };
  return {
    detail: 'this line has no key with a colon.',
    help: 'Write `key: value`. If it belongs to the text above, put all of that on one line, in double quotes.',
  };
}

function missingCharacter(message: string, before: string, rest: string): YamlComplaint {
  if (message.includes('quote')) {
    const quote = rest.charAt(0);
    return { detail: 'the closing quote is missing.', help: `Write \`${quote}\` at the end of the text, too.` };
  }
  if (message.startsWith('Implicit map keys')) return lineWithoutKey(before, rest);
  if (message.startsWith('Comments'))
    return {
      detail: 'a space is missing before this `#`.',
      help: 'Put a space before a comment, or text with `#` in quotes.',
    };
  if (message.startsWith('Sequence'))
    return { detail: 'this line of a list has no dash.', help: 'Begin each entry of the list with `- `.' };
  const isMap = message.includes('map');
  if (!isMap && !message.includes('sequence')) return { detail: 'a colon, a comma or a space is missing here.' };
  const detail = `the closing ${isMap ? '}' : ']'} is missing, or a comma before this.`;
  if (!/^[{[]/.test(rest)) return { detail, help: 'Separate entries with commas, and close what is open.' };
  const end = rest.startsWith('[') ? /^[^\s,\]]+\]?[^\s,\]]*/ : /^[^\s,\]]+/;
  const word = `${/[^\s,[\]{}]*$/.exec(before)?.[0] ?? ''}${end.exec(rest)?.[0] ?? ''}`;
  const whole = isMap ? word.replace(/\}$/, '') : word;
  return { detail, help: `Text with brackets or braces must be in double quotes here: \`"${whole}"\`.` };
}
