/** Renders help. Loaded only if there is no help text that was made when the program was built. */
import yargs from 'yargs';
import { commands, commonFlags, exitCodeHelp, type Command, type CommandName } from './flags.js';

/** The help for a command, or for all of them. */
export async function renderHelp(width: number, version: string, name?: CommandName): Promise<string> {
  const help = yargs([])
    .scriptName('mwgen')
    .locale('en')
    .wrap(width)
    .help('help', 'Show this help')
    .version(false)
    .epilogue(exitCodeHelp);
  if (name === undefined) {
    help.version('version', 'Show the version', version);
    help.usage('$0 COMMAND\n\nOne declarative spec becomes typed HTTP middleware that you check in.');
    for (const [title, command] of Object.entries<Command>(commands))
      help.command(usageOf(title, command), command.summary);
  } else {
    const command: Command = commands[name];
    const { summary, takesSpecs, flags } = command;
    const specs = takesSpecs
      ? '\n\nSPEC is the path of a spec. Default: mwgen.yaml in the working directory or its nearest parent.'
      : '';
    help.usage(`$0 ${usageOf(name, command)}${specs}\n\n${summary}.`);
    for (const [flag, { type, summary: description }] of Object.entries(flags))
      help.option(flag, { type, description });
  }
  for (const [flag, { type, summary }] of Object.entries(commonFlags))
    help.option(flag, { type, description: summary });
  return help.getHelp();
}

function usageOf(name: string, { words = [], takesSpecs }: Command): string {
  return [name, ...words, ...(takesSpecs ? ['[SPEC…]'] : [])].join(' ');
}
