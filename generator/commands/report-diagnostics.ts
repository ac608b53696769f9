/** Prints diagnostics for people. Loaded only if there are any. */
import { printDiagnostic } from '../diagnostics/code-frame.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { withoutControls } from '../workspace/shown-path.js';
import type { Terminal } from './terminal.js';

/**
 * Prints each diagnostic with its place, its help text and, if the text of its file is given, the surrounding lines.
 */
export function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  { err, errColour, level }: Terminal,
  sources: ReadonlyMap<string, string> = new Map(),
): void {
  const told = diagnostics.filter(({ severity }) => severity === 'error' || level !== 'silent');
  const texts = told.map((found, index) => {
    const source = found.file === undefined ? undefined : sources.get(found.file);
    const { help: whole, ...bare } = found;
    const [help, ...more] = isHelpOfNext(found, told[index + 1]) ? [] : (whole?.split('\n') ?? []);
    const text = printDiagnostic({ ...bare, ...(help === undefined ? {} : { help }) }, { source, color: errColour });
    const isLast = index === told.length - 1;
    const lines = [text, ...more.map((line) => (line === '' ? '' : `    ${withoutControls(line)}`))];
    return `${lines.join('\n')}\n${isLast || isHelpOfNext(found, told[index + 1]) ? '' : '\n'}`;
  });
  err(texts.join(''));
}

/** Whether the next diagnostic says the same about another file: its help, and the empty line, come after the last one. */
function isHelpOfNext(found: Diagnostic, next: Diagnostic | undefined): boolean {
  return (
    found.range === undefined && next?.range === undefined && next?.code === found.code && next.help === found.help
  );
}
