/** Creates `docs/diagnostics.md`: all messages of the registry, with examples from fixtures. */
import { messages } from '../generator/diagnostics/registry.js';
import { projectMessages } from '../generator/diagnostics/project-messages.js';
import { specMessages } from '../generator/diagnostics/spec-messages.js';
import { goldenFiles } from './goldens/files.js';
import { fixtureNames } from './goldens/produce.js';

export function diagnosticsPage(): string {
  const shown = examples();
  const entries = (codes: readonly string[]): string => codes.map((code) => entry(code, shown.get(code))).join('\n');
  const others = Object.keys(messages).filter((code) => !(code in specMessages) && !(code in projectMessages));
  return `# Diagnostics

Every message that mwgen can give, by its code. A code never changes its meaning; its words may become better.
An error stops the run and nothing is written. A warning does not.

This page is made by \`npm run docs\` from the registry in the code, with examples from the fixtures.

## What a spec can cause

${entries(Object.keys(specMessages))}
## What a spec and a target can cause

${entries(others)}
## What a project or a call can cause

${entries(Object.keys(projectMessages))}`;
}

function entry(code: string, example: string | undefined): string {
  const { severity, text } = messages[code as keyof typeof messages];
  const sentence = (text as (holes: unknown) => string)(holes)
    // Placeholders stand for a character, so the code point of the brace is removed.
    .replaceAll(' (U+007B)', '')
    .replace(/\{(\w+)\}/g, '*$1*')
    .replace(/([<>])/g, '\\$1');
  const frame = example === undefined ? '' : `\n\`\`\`text\n${example}\n\`\`\`\n`;
  return `### \`${code}\`\n\n${severity === 'error' ? 'Error' : 'Warning'}: ${sentence}\n${frame}`;
}

/** Returns the name of each parameter as its value. */
const holes: unknown = new Proxy({}, { get: (_, name) => `{${String(name)}}` });

/** The shortest example of each code in the fixtures, or the first of several. */
function examples(): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of fixtureNames()) {
    const text = goldenFiles(name).get('diagnostics.txt')?.trimEnd();
    if (text === undefined) continue;
    for (const one of text.split(/\n\n(?=\S+:\d+:\d+: |\S+: (?:error|warning)\[)/)) {
      const code = /(?:error|warning)\[([a-z0-9-]+)\]/.exec(one)?.[1];
      if (code === undefined || one.includes('```')) continue;
      const known = found.get(code);
      if (known === undefined || one.length < known.length) found.set(code, one);
    }
  }
  return found;
}
