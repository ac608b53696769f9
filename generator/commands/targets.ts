/** `mwgen targets`: the frameworks that a spec can name, what each can do, and why not what it cannot. */
import { formsOf } from '../languages/index.js';
import { capabilities, type Capability } from '../plan/plan.js';
import { targets } from '../targets/index.js';
import { exitCodes } from './outcome.js';
import type { Terminal } from './terminal.js';

export interface TargetSummary {
  /** The name used in specs. */
  readonly name: string;
  readonly label: string;
  readonly language: string;
  /** The language and its forms: all in which the code can be written. */
  readonly languages: readonly string[];
  readonly can: readonly Capability[];
  readonly cannot: readonly { readonly capability: Capability; readonly reason: string }[];
}

const words: Readonly<Record<Capability, string>> = {
  requestBody: 'record request bodies',
  responseBody: 'record response bodies',
  spill: 'write large bodies to files',
  requestHeaders: 'change request headers',
  environment: 'read environment variables',
};

/** All targets. */
export function listTargets(): readonly TargetSummary[] {
  return targets.map(({ name, label, language, lacks }) => ({
    name,
    label,
    language,
    languages: formsOf(language),
    can: capabilities.filter((capability) => lacks[capability] === undefined),
    cannot: capabilities.flatMap((capability) => {
      const reason = lacks[capability];
      return reason === undefined ? [] : [{ capability, reason }];
    }),
  }));
}

/** `mwgen targets`. Returns the exit code. */
export async function targetsCommand(terminal: Terminal): Promise<number> {
  const all = listTargets();
  if (terminal.json) {
    const { commandHead, jsonText } = await import('./json.js');
    terminal.out(jsonText({ ...commandHead('targets', 'fine'), targets: all, diagnostics: [] }));
    return exitCodes.fine;
  }
  const { out, outPaint: paint } = terminal;
  const wide = Math.max(...all.map(({ name }) => name.length));
  for (const { name, label, languages, can, cannot } of all) {
    out(`${paint('bold', name.padEnd(wide))}  ${label} ${paint('dim', `(${languages.join(', ')})`)}\n`);
    const what = cannot.length === 0 ? 'everything' : can.map((one) => words[one]).join(', ');
    out(`${' '.repeat(wide)}  can: ${what}\n`);
    for (const { capability, reason } of cannot)
      out(`${' '.repeat(wide)}  ${paint('yellow', 'cannot:')} ${words[capability]}, because ${reason}\n`);
  }
  out(`\n"everything" means: timing, request IDs, headers and hooks, and to ${Object.values(words).join(', ')}.\n`);
  return exitCodes.fine;
}
