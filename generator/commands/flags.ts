/** All commands and their flags in one table, used for parsing, help and suggestions. */
export interface Command {
  readonly summary: string;
  /** Whether the command accepts paths of specs. */
  readonly takesSpecs: boolean;
  /** Words that the command needs, before the paths of specs. */
  readonly words?: readonly string[];
  readonly flags: Readonly<Record<string, Flag>>;
}

export interface Flag {
  readonly type: 'boolean' | 'string';
  readonly summary: string;
  /** The values that the flag can have. */
  readonly values?: readonly string[];
  /** Whether a flag of type `string` can stand without a value, which is then an empty text. */
  readonly isBare?: boolean;
}

const on = (summary: string): Flag => ({ type: 'boolean', summary });
const text = (summary: string): Flag => ({ type: 'string', summary });

export const commands = {
  init: {
    summary: 'Write a commented mwgen.yaml for this project, generate, and show how to mount the result',
    takesSpecs: false,
    flags: {
      framework: text('The framework, if it cannot be detected'),
      output: text('The folder for the generated code'),
      wire: { ...text('Also write the lines that mount the middleware into the entry file'), isBare: true },
      yes: on('Ask no questions: use the detected values or the defaults'),
      json: on('Print one JSON document'),
    },
  },
  generate: {
    summary: 'Write files that have changed, and remove generated files that are no longer needed',
    takesSpecs: true,
    flags: {
      'dry-run': on('Show what would be done without writing anything'),
      diff: on('Show the changes as a diff, with a summary of what they mean'),
      watch: on('Generate again whenever a spec or a settings file changes'),
      force: on('Overwrite files that were edited by hand or were not created by mwgen'),
      json: on('Print one JSON document'),
    },
  },
  check: {
    summary: 'Write nothing; exit with 1 if a generated file is not up to date (for CI)',
    takesSpecs: true,
    flags: {
      format: {
        ...text('Print the result as: text, github (annotations of GitHub Actions), sarif'),
        values: ['text', 'github', 'sarif'],
      },
      json: on('Print one JSON document'),
    },
  },
  explain: {
    summary: 'Show what each middleware would do with a request, and which line of the spec decides it',
    words: ['METHOD', 'PATH'],
    takesSpecs: true,
    flags: { json: on('Print one JSON document') },
  },
  targets: {
    summary: 'List the frameworks, and what each target can do',
    takesSpecs: false,
    flags: { json: on('Print one JSON document') },
  },
  completion: {
    summary: 'Print a script that completes commands and flags, for bash, zsh or fish',
    words: ['SHELL'],
    takesSpecs: false,
    flags: {},
  },
  merge: {
    summary: 'Merge a generated file; Git calls this as its merge driver',
    words: ['OURS', 'THEIRS', 'PATH'],
    takesSpecs: false,
    flags: {},
  },
  schema: {
    summary: 'Print the JSON Schema of mwgen.yaml',
    takesSpecs: false,
    flags: { json: on('Print one JSON document, which the schema is in any case') },
  },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof commands;

/** The width of help texts, if the terminal is not narrower. */
export const helpWidth = 100;

/** Flags of all commands. */
export const commonFlags = {
  silent: on('Print only errors and findings'),
  verbose: on('Also print unchanged files, and the stack trace of an internal error'),
} as const satisfies Readonly<Record<string, Flag>>;

export const exitCodeHelp = [
  'Exit codes:',
  '  0   success',
  '  1   check found a difference',
  '  2   the spec or the command line is invalid',
  '  3   refused: a file was edited by hand, or a path is outside the project',
  '  70  internal error in mwgen',
].join('\n');

/** A parsed command line. */
export interface Call {
  readonly command: CommandName;
  /** The values of the words that the command needs. */
  readonly words: readonly string[];
  readonly specs: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}
