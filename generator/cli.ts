#!/usr/bin/env node
/**
 * The command line: arguments in, exit code out. Only this file ends the process. Arguments are parsed with Node's
 * `parseArgs`; yargs only renders help, because loading it takes longer than checking an unchanged project.
 */
import { setFlagsFromString } from 'node:v8';
import { diagnostic, type Diagnostic } from './diagnostics/diagnostic.js';
import { engineFlags } from './commands/engine.js';
import { helpWidth, type Call, type CommandName } from './commands/flags.js';
import type { GenerateFlags } from './commands/generate.js';
import { exitCodes } from './commands/outcome.js';
import { parseCall } from './commands/parse-call.js';
import { terminal, type Terminal } from './commands/terminal.js';

async function main(words: readonly string[]): Promise<number> {
  const parsed = parseCall(words);
  switch (parsed.kind) {
    case 'call':
      if (!hasWorkingFolder()) {
        const found = diagnostic('usage', { detail: 'The working directory no longer exists.' });
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

/** Each command is loaded on demand, with only the modules that it needs. */
async function runCall({ command, words, specs, values }: Call, to: Terminal): Promise<number> {
  const is = (flag: string): boolean => values[flag] === true;
  switch (command) {
    case 'generate': {
      const { generateCommand } = await import('./commands/generate.js');
      const flags = { specs, dryRun: is('dry-run'), diff: is('diff'), force: is('force') };
      return is('watch') ? watchWith(flags, to) : generateCommand(flags, to);
    }
    case 'check': {
      const format = textOf(values['format']) ?? 'text';
      if (to.json && format !== 'text') return reportWrongCall(cannotCombine(`--format ${format}`, '--json'), to);
      const { checkCommand } = await import('./commands/check.js');
      return checkCommand({ specs, format }, to);
    }
    case 'init': {
      const { initCommand } = await import('./commands/init.js');
      return initCommand(
        {
          framework: textOf(values['framework']),
          output: textOf(values['output']),
          wire: textOf(values['wire']),
          yes: is('yes'),
        },
        to,
      );
    }
    case 'explain': {
      const { explainCommand } = await import('./commands/explain.js');
      const [method = '', path = ''] = words;
      const isPath = (word: string): boolean => /^(?:\/|\*$|[a-z][a-z\d+.-]*:\/\/)/i.test(word);
      const isMethod = /^[\w!#$%&'*+.^`|~-]+$/.test(method) && !isPath(method);
      if (!isMethod || !isPath(path)) {
        const detail = isMethod ? 'A path starts with a slash.' : 'The method is one word, and comes before the path.';
        const wanted = isMethod ? `${method} /${encodeURI(path)}` : `GET ${isPath(method) ? method : path}`;
        const help = `Write \`mwgen explain ${wanted}\`.`;
        return reportWrongCall(diagnostic('usage', { detail }, { help }), to);
      }
      if (specs.length > 1)
        return reportWrongCall(diagnostic('usage', { detail: 'mwgen explain takes one spec.' }), to);
      return explainCommand({ method: method.toUpperCase(), path, spec: specs[0] }, to);
    }
    case 'targets': {
      const { targetsCommand } = await import('./commands/targets.js');
      return targetsCommand(to);
    }
    case 'completion': {
      const { completionCommand } = await import('./commands/completion.js');
      return completionCommand(words[0] ?? '', to);
    }
    case 'merge': {
      const { mergeCommand } = await import('./commands/merge.js');
      const [ours = '', theirs = '', path = ''] = words;
      return mergeCommand({ ours, theirs, path }, to);
    }
    case 'schema': {
      const { schemaCommand } = await import('./commands/schema.js');
      return schemaCommand(to);
    }
  }
}

/** Several documents in a row would not be JSON. */
async function watchWith(flags: GenerateFlags, to: Terminal): Promise<number> {
  if (to.json) return reportWrongCall(cannotCombine('--watch', '--json'), to);
  const { watchCommand } = await import('./commands/watch.js');
  return watchCommand(flags, to);
}

function cannotCombine(one: string, other: string): Diagnostic {
  return diagnostic('usage', { detail: `${one} and ${other} cannot be combined.` });
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
    const { reportDiagnostics } = await import('./commands/report-diagnostics.js');
    reportDiagnostics([found], to);
  }
  return exitCodes.wrong;
}

/** The help for a usual width is made when the program is built, because rendering it takes longer than all else. */
async function helpText(name?: CommandName): Promise<string> {
  const width = Math.min(process.stdout.columns || helpWidth, helpWidth);
  const { builtHelp, currentVersion } = await import('./workspace/build-fingerprint.js');
  const built = width === helpWidth ? builtHelp(name ?? 'all') : undefined;
  if (built !== undefined) return built;
  const { renderHelp } = await import('./commands/help.js');
  return renderHelp(width, currentVersion(), name);
}

/** Reports an internal error: a short message, and the stack trace with `--verbose`. */
async function reportFault(fault: unknown): Promise<number> {
  const words = process.argv.slice(2);
  const message = fault instanceof Error ? fault.message : String(fault);
  if (words.includes('--json')) {
    const { faultDocument, jsonText } = await import('./commands/json.js');
    process.stdout.write(jsonText(faultDocument(words.find((word) => !word.startsWith('-')) ?? null, message)));
  }
  const isVerbose = words.includes('--verbose');
  process.stderr.write(
    `Internal error in mwgen: ${message.split('\n')[0] ?? ''}. ` +
      `Please report it, with the spec and the output of \`mwgen --version\`${isVerbose ? '' : '. Use --verbose to see the stack trace'}.\n`,
  );
  if (isVerbose && fault instanceof Error) process.stderr.write(`${fault.stack ?? ''}\n`);
  return exitCodes.fault;
}

// A pipe can be closed before everything is written, for example by `head`. That is not an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = exitCodes.fault;
  });
}
// A settings file that is a program can end the process, or wait for ever, so that nothing is left to do.
let isFinished = false;
process.on('exit', () => {
  if (isFinished) return;
  const message =
    'A settings file of this project, which is a program, ended mwgen or did not finish. Nothing was written';
  if (process.argv.includes('--json')) {
    const document = {
      command: null,
      outcome: 'wrong',
      exitCode: exitCodes.wrong,
      specs: [],
      diagnostics: [],
      fault: message,
    };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else process.stderr.write(`${message}.\n`);
  process.exitCode = exitCodes.wrong;
});
// For the whole process, so this is done here and not in the library.
for (const flag of engineFlags) setFlagsFromString(flag);
// Setting the exit code instead of calling `process.exit` lets pending output reach a pipe.
process.exitCode = await main(process.argv.slice(2)).catch(reportFault);
isFinished = true;
