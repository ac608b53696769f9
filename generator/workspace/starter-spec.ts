/** The spec that `init` writes: small and working, with commented examples of everything else. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { isFile, reasonOf, systemCode } from './disk.js';
import { nearestFolder } from '../languages/folders.js';
import { shownPath } from './shown-path.js';

export interface Starter {
  readonly framework: string;
  readonly output: string;
}

/** Writes the spec unless there is one already. */
export function writeStarter(cwd: string, path: string, starter: Starter): readonly Diagnostic[] {
  const shown = shownPath(cwd, path);
  try {
    const descriptor = openSync(path, 'wx');
    try {
      writeFileSync(descriptor, starterText(starter, schemaLine(dirname(path))));
    } finally {
      closeSync(descriptor);
    }
    return [];
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return [specExists(shown)];
    return [
      diagnostic(
        'write-failed',
        { path: shown, reason: reasonOf(error), written: 'Nothing was written.' },
        { file: shown },
      ),
    ];
  }
}

export function specExists(shown: string): Diagnostic {
  return diagnostic('spec-exists', { spec: shown }, { file: shown, help: 'Change it, and run `npx mwgen generate`.' });
}

/**
 * The line for the YAML language server. Only written if the schema is installed, because a broken reference is an
 * error in editors.
 */
function schemaLine(folder: string): string {
  const schema = join('node_modules', 'mwgen', 'schema', 'mwgen.v1.json');
  const home = nearestFolder(folder, (candidate) => isFile(join(candidate, schema)));
  if (home === undefined) return '';
  const way = relative(folder, join(home, schema)).split(sep).join('/');
  return `# yaml-language-server: $schema=${way.startsWith('.') ? way : `./${way}`}\n`;
}

export function starterText({ framework, output }: Starter, schema = ''): string {
  return `${schema}# What this project's HTTP middleware does. After a change here: npx mwgen generate
version: 1

targets:
  - framework: ${framework}
    output: ${plainOrQuoted(output)} # relative to this file

middleware:
  observability: # becomes a file of this name
    description: Times every request and gives it an id.

    # These pass as if the middleware were not there. Also: /static/**, GET /users/:id, or { path, features: [capture] }.
    exclude:
      - /healthz

    # Puts the seconds until the response began on it, as X-Process-Time.
    timing: true

    # Gives every request an id, or keeps the one it came with, and puts it on the response as X-Request-Id.
    requestId: true

    # Changes headers. set replaces, default adds where absent, append adds one more value, remove takes away.
    # headers:
    #   response:
    #     set: { X-Frame-Options: DENY }
    #     remove: [X-Powered-By]

    # Records bodies of requests that failed, one line of JSON each, with what is secret taken out.
    # capture:
    #   request: { maxBytes: 16KiB }
    #   response: { maxBytes: 64KiB, overflow: truncate }
    #   statuses: [4xx, 5xx]
    #   redact: { json: [password, "**.token"] }

    # Calls functions of your own, in a file that is written once and then yours.
    # hooks: { before: true }
`;
}

function plainOrQuoted(text: string): string {
  return /^[A-Za-z0-9_][\w./-]*$/.test(text) ? text : JSON.stringify(text);
}
