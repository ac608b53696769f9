/** The spec that `init` writes: small and working, with commented examples of everything else. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { isFile, reasonOf, systemCode } from './disk.js';
import { nearestFolder } from '../languages/folders.js';
import { shownPath } from './shown-path.js';

export interface StarterTarget {
  readonly framework: string;
  readonly output: string;
}

/** Writes the spec unless there is one already. */
export function writeStarter(cwd: string, path: string, targets: readonly StarterTarget[]): readonly Diagnostic[] {
  const shown = shownPath(cwd, path);
  try {
    const descriptor = openSync(path, 'wx');
    try {
      writeFileSync(descriptor, starterText(targets, schemaLine(dirname(path))));
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
  return diagnostic(
    'spec-exists',
    { spec: shown },
    {
      file: shown,
      help: 'Change it, and run `npx mwgen generate`, or `npx mwgen init --wire` to mount what it describes.',
    },
  );
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

export function starterText(targets: readonly StarterTarget[], schema = ''): string {
  const list = targets.map(({ framework, output }, index) => {
    const comment = index === 0 ? ' # relative to this file' : '';
    return `  - framework: ${framework}\n    output: ${plainOrQuoted(output)}${comment}\n`;
  });
  return `${schema}# The HTTP middleware of this project. After changing this file, run: npx mwgen generate
version: 1

targets:
${list.join('')}
middleware:
  observability: # becomes a file with this name
    description: Times every request and gives it an id.

    # Routes to which the middleware does not apply. Also: /static/**, GET /users/:id, or { path, features: [capture] }.
    exclude:
      - /healthz

    # Adds the processing time in seconds as the response header X-Process-Time.
    timing: true

    # Assigns an ID to each request, or keeps the incoming one, and sends it back as X-Request-Id.
    requestId: true

    # Changes headers. set replaces all values, default sets a header if it is absent, append adds a value.
    # headers:
    #   response:
    #     set: { X-Frame-Options: DENY }
    #     remove: [X-Powered-By]

    # Records the bodies of failed requests as lines of JSON, with secrets redacted.
    # capture:
    #   request: { maxBytes: 16KiB }
    #   response: { maxBytes: 64KiB, overflow: truncate }
    #   statuses: [4xx, 5xx]
    #   redact: { json: [password, "**.token"] }

    # Calls your own functions, in a file that mwgen writes once and never changes.
    # hooks: { before: true }
`;
}

function plainOrQuoted(text: string): string {
  return /^[A-Za-z0-9_][\w./-]*$/.test(text) ? text : JSON.stringify(text);
}
