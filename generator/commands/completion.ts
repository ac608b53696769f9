/** `mwgen completion SHELL`: prints a script that completes commands, flags, frameworks and specs. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/nearest.js';
import { commands, commonFlags, type Command } from './flags.js';
import { exitCodes } from './outcome.js';
import type { Terminal } from './terminal.js';

const shells = { bash, zsh, fish } as const;
export const shellNames: readonly string[] = Object.keys(shells);

/** The script for a shell; `undefined` if there is none. */
export function completionScript(shell: string, frameworks: readonly string[]): string | undefined {
  return shell in shells ? shells[shell as keyof typeof shells](frameworks) : undefined;
}

/** `mwgen completion`. Returns the exit code. */
export async function completionCommand(shell: string, terminal: Terminal): Promise<number> {
  const { targets } = await import('../targets/index.js');
  const script = completionScript(
    shell,
    targets.map(({ name }) => name),
  );
  if (script !== undefined) {
    terminal.out(script);
    return exitCodes.fine;
  }
  const { reportDiagnostics } = await import('./report-diagnostics.js');
  const help = `${didYouMean(shell, shellNames) ?? ''} One of: ${shellNames.join(', ')}.`.trim();
  reportDiagnostics([diagnostic('usage', { detail: `There is no completion for "${shell}".` }, { help })], terminal);
  return exitCodes.wrong;
}

const all = Object.entries<Command>(commands);

function flagsOf({ flags }: Command): string[] {
  return [...Object.keys(flags), ...Object.keys(commonFlags), 'help'].map((name) => `--${name}`);
}

/** The words after a flag with a fixed list of values. */
function valuesOf(frameworks: readonly string[]): readonly (readonly [flag: string, values: readonly string[]])[] {
  const listed = all.flatMap(([, { flags }]) =>
    Object.entries(flags).flatMap(([name, { values }]) => (values === undefined ? [] : [[name, values] as const])),
  );
  return [['framework', frameworks], ...listed];
}

function bash(frameworks: readonly string[]): string {
  const values = valuesOf(frameworks).map(
    ([flag, words]) => `    --${flag}) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word")); return ;;`,
  );
  const flags = all.map(([name, command]) => `    ${name}) flags='${flagsOf(command).join(' ')}' ;;`);
  return `# mwgen completion for bash. Put this line into ~/.bashrc: eval "$(npx mwgen completion bash)"
_mwgen() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command='' flags='--help --version' index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in
    ${all.map(([name]) => name).join('|')}) command="\${COMP_WORDS[index]}"; break ;;
    esac
  done
  case "$previous" in
${values.join('\n')}
    --output) COMPREPLY=($(compgen -d -- "$word")); return ;;
  esac
  case "$command" in
${flags.join('\n')}
  esac
  if [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
  elif [[ -z "$command" ]]; then
    COMPREPLY=($(compgen -W '${all.map(([name]) => name).join(' ')}' -- "$word"))
  elif [[ "$command" == completion ]]; then
    COMPREPLY=($(compgen -W '${shellNames.join(' ')}' -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _mwgen mwgen
`;
}

function zsh(frameworks: readonly string[]): string {
  const known = new Map(valuesOf(frameworks));
  const argument = (name: string, { type, summary }: { type: string; summary: string }): string => {
    const values = known.get(name);
    const action =
      type === 'boolean' ? '' : values === undefined ? `:${name}:_files` : `:${name}:(${values.join(' ')})`;
    return `'--${name}[${summary.replace(/[[\]:']/g, ' ')}]${action}'`;
  };
  const cases = all.map(([name, command]) => {
    const words = Object.entries({ ...command.flags, ...commonFlags }).map(([flag, facts]) => argument(flag, facts));
    const rest = name === 'completion' ? `'1:shell:(${shellNames.join(' ')})'` : "'*:spec:_files'";
    return `    ${name}) _arguments ${[...words, rest].join(' ')} ;;`;
  });
  const listed = all.map(([name, { summary }]) => `'${name}:${summary.replace(/[':]/g, ' ')}'`);
  return `#compdef mwgen
# mwgen completion for zsh. Put this line into ~/.zshrc: eval "$(npx mwgen completion zsh)"
_mwgen() {
  local -a commands=(${listed.join(' ')})
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _mwgen mwgen
`;
}

function fish(frameworks: readonly string[]): string {
  const known = new Map(valuesOf(frameworks));
  const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
  const names = all.map(([name]) => name).join(' ');
  const first = all.map(
    ([name, { summary }]) =>
      `complete -c mwgen -n 'not __fish_seen_subcommand_from ${names}' -f -a ${name} -d ${quoted(summary)}`,
  );
  const flags = all.flatMap(([name, command]) =>
    Object.entries({ ...command.flags, ...commonFlags }).map(([flag, { type, summary }]) => {
      const values = known.get(flag);
      const action = type === 'boolean' ? '' : values === undefined ? ' -r' : ` -x -a ${quoted(values.join(' '))}`;
      return `complete -c mwgen -n '__fish_seen_subcommand_from ${name}' -l ${flag}${action} -d ${quoted(summary)}`;
    }),
  );
  const shell = `complete -c mwgen -n '__fish_seen_subcommand_from completion' -f -a ${quoted(shellNames.join(' '))}`;
  return `# mwgen completion for fish. Put this line into ~/.config/fish/config.fish: npx mwgen completion fish | source
${[...first, ...flags, shell].join('\n')}
`;
}
