/** All commands and their flags in one table, used for parsing, help and suggestions. */
export interface Command {
  readonly summary: string;
  /** Whether the command accepts paths of specs. */
  readonly takesSpecs: boolean;
  readonly flags: Readonly<Record<string, Flag>>;
}

export interface Flag {
  readonly type: 'boolean' | 'string';
  readonly summary: string;
}

const on = (summary: string): Flag => ({ type: 'boolean', summary });
const text = (summary: string): Flag => ({ type: 'string', summary });

export const commands = {
  init: {
    summary: 'Write a commented mwgen.yaml for this project, generate, and show how to mount the result',
    takesSpecs: false,
    flags: {
      framework: text('The framework, where the project does not tell'),
      output: text('The folder for the generated code'),
      yes: on('Ask nothing: take what was found, or the default'),
      json: on('Print one JSON document'),
    },
  },
  generate: {
    summary: 'Write what has changed, and remove generated files that are no longer asked for',
    takesSpecs: true,
    flags: {
      'dry-run': on('Say what would be done, and do nothing'),
      diff: on('Show what changes, line by line and in its meaning'),
      force: on('Overwrite files that were edited by hand or are not generated'),
      json: on('Print one JSON document'),
    },
  },
  check: {
    summary: 'Write nothing; exit with 1 where a generated file is not what it should be (for CI)',
    takesSpecs: true,
    flags: { json: on('Print one JSON document') },
  },
  schema: { summary: 'Print the JSON Schema of mwgen.yaml', takesSpecs: false, flags: {} },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof commands;

/** Flags of all commands. */
export const commonFlags = {
  silent: on('Print errors and findings alone'),
  verbose: on('Print unchanged files too, and the stack of an internal error'),
} as const satisfies Readonly<Record<string, Flag>>;

export const exitCodeHelp = [
  'Exit codes:',
  '  0   fine',
  '  1   check found a difference',
  '  2   the spec or the call is wrong',
  '  3   refused: a file edited by hand, a path outside the project',
  '  70  a fault of mwgen itself',
].join('\n');

/** A parsed command line. */
export interface Call {
  readonly command: CommandName;
  readonly specs: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}
