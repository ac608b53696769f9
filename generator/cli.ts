#!/usr/bin/env node
/**
 * The command line: words in, an exit code out. The only place that ends the process, and the home of yargs, which is loaded
 * for help alone: reading the words is Node's own, since yargs takes longer to load than an unchanged project takes to check.
 */
import { diagnostic, type Diagnostic } from './diagnostics/diagnostic.js';
import { commands, commonFlags, exitCodeHelp, type Call, type Command, type CommandName } from './commands/flags.js';
import { exitCodes } from './commands/outcome.js';
import { parseCall } from './commands/parse-call.js';
import { terminal, type Terminal } from './commands/terminal.js';

async function main(words: readonly string[]): Promise<number> {
  const parsed = parseCall(words);
  switch (parsed.kind) {
    case 'call':
      if (!hasWorkingFolder()) {
        const found = diagnostic('usage', { detail: 'The working directory does not exist any more.' });
        return reportWrongCall(found, terminalFor(parsed.call.values));
      }
      return runCall(parsed.call, terminalFor(parsed.call.values));
    case 'help':
      process.stdout.write(`${await helpText(parsed.command)}\n`);
      return exitCodes.fine;
    case 'version':
      process.stdout.write(`${(await import('./workspace/build-fingerprint.js')).currentVersion()}\n`);
      return exitCodes.fine;
    case 'nothing':
      process.stderr.write(`${await helpText()}\n`);
      return exitCodes.wrong;
    case 'wrong':
      return reportWrongCall(parsed.diagnostic, terminalFor({ json: words.includes('--json') }));
  }
}

function hasWorkingFolder(): boolean {
  try {
    return process.cwd() !== '';
  } catch {
    return false;
  }
}

/** Each command comes with what it needs, and nothing of the others. */
async function runCall({ command, specs, values }: Call, to: Terminal): Promise<number> {
  const is = (flag: string): boolean => values[flag] === true;
  switch (command) {
    case 'generate': {
      const { generateCommand } = await import('./commands/generate.js');
      return generateCommand({ specs, dryRun: is('dry-run'), diff: is('diff'), force: is('force') }, to);
    }
    case 'check': {
      const { checkCommand } = await import('./commands/check.js');
      return checkCommand({ specs }, to);
    }
    case 'init': {
      const { initCommand } = await import('./commands/init.js');
      return initCommand(
        { framework: textOf(values['framework']), output: textOf(values['output']), yes: is('yes') },
        to,
      );
    }
    case 'schema': {
      const { schemaCommand } = await import('./commands/schema.js');
      return schemaCommand(to);
    }
  }
}

function textOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function terminalFor(values: Call['values']): Terminal {
  return terminal({
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    level: values['silent'] === true ? 'silent' : values['verbose'] === true ? 'verbose' : 'normal',
    json: values['json'] === true,
  });
}

async function reportWrongCall(found: Diagnostic, to: Terminal): Promise<number> {
  if (to.json) {
    const { failureDocument, jsonText } = await import('./commands/json.js');
    to.out(jsonText(failureDocument(null, 'wrong', [found])));
  } else {
    const { reportDiagnostics } = await import('./commands/report.js');
    reportDiagnostics([found], to);
  }
  return exitCodes.wrong;
}

async function helpText(name?: CommandName): Promise<string> {
  const { default: yargs } = await import('yargs');
  const { currentVersion } = await import('./workspace/build-fingerprint.js');
  const help = yargs([])
    .scriptName('mwgen')
    .locale('en')
    .wrap(Math.min(process.stdout.columns || 100, 100))
    .help('help', 'Show this help')
    .version(false)
    .epilogue(exitCodeHelp);
  if (name === undefined) {
    help.version('version', 'Show the version', currentVersion());
    help.usage('$0 COMMAND\n\nOne declarative spec becomes typed HTTP middleware that you check in.');
    for (const [title, { summary, takesSpecs }] of Object.entries<Command>(commands)) {
      help.command(takesSpecs ? `${title} [SPEC…]` : title, summary);
    }
  } else {
    const { summary, takesSpecs, flags }: Command = commands[name];
    const specs = takesSpecs
      ? ' [SPEC…]\n\nSPEC: a path; without one, mwgen.yaml here or in the nearest folder above.'
      : '';
    help.usage(`$0 ${name}${specs}\n\n${summary}.`);
    for (const [flag, { type, summary: description }] of Object.entries(flags))
      help.option(flag, { type, description });
  }
  for (const [flag, { type, summary }] of Object.entries(commonFlags))
    help.option(flag, { type, description: summary });
  return help.getHelp();
}

/** A fault of mwgen's own: one paragraph for people, and the stack for those who ask for it. */
async function reportFault(fault: unknown): Promise<number> {
  const words = process.argv.slice(2);
  const message = fault instanceof Error ? fault.message : String(fault);
  if (words.includes('--json')) {
    const { faultDocument, jsonText } = await import('./commands/json.js');
    process.stdout.write(jsonText(faultDocument(words.find((word) => !word.startsWith('-')) ?? null, message)));
  }
  const isVerbose = words.includes('--verbose');
  process.stderr.write(
    `mwgen failed by a fault of its own, not of your spec: ${message.split('\n')[0] ?? ''}. ` +
      `Please report it to the project, with the spec and what \`mwgen --version\` says${isVerbose ? '' : '; --verbose shows where it happened'}.\n`,
  );
  if (isVerbose && fault instanceof Error) process.stderr.write(`${fault.stack ?? ''}\n`);
  return exitCodes.fault;
}

// Whoever reads the output may stop reading, as `head` does. What is left to print has no reader then, and that is no fault.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = exitCodes.fault;
  });
}
// The exit code is set and the process left to end by itself, so that a pipe gets all of the output.
process.exitCode = await main(process.argv.slice(2)).catch(reportFault);
