/** Writes the guide of a framework: each command in it is run, and each file is read after that. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { pythonEnvironment } from '../python/environment.js';
import { Session } from './session.js';
import type { GuideSubject } from './frameworks.js';

/** The text of `docs/guides/FRAMEWORK.md`. */
export async function guide(subject: GuideSubject): Promise<string> {
  const { framework, title, entry, application, start } = subject;
  const session = new Session({ ...subject.files, [entry]: application }, subject.packages);
  try {
    await session.mwgen(subject.isNamed === true ? `init --framework ${framework} --wire` : 'init --wire');
    const created = session.shown();
    for (const { before, after } of subject.mounting ?? []) session.edit(entry, before, after);
    const wired = session.read(entry);
    await session.start(start, runnerOf(subject));
    await session.curl('/');
    await session.curl('/healthz');
    const [first, excluded] = split(session.shown());
    await session.stop();

    const reading = subject.reading.map(({ before, after }) => session.edit(entry, before, after)).join('\n');
    await session.start(start, runnerOf(subject));
    await session.curl('/', 1);
    const printed = session.shown();
    await session.stop();

    const spec = session.edit('mwgen.yaml', commentedHeaders, headers);
    await session.mwgen('check', 1);
    const stale = session.shown();
    await session.mwgen('generate');
    await session.mwgen('check');
    const updated = session.shown();

    return `# ${title}

<!-- Written by \`npm run docs\`, which runs every command on this page. -->

From nothing to a request ID and the processing time on each response, and to a check in CI.

## Install

\`\`\`sh
${subject.install.join('\n')}
\`\`\`
${settingsOf(subject)}
The application is \`${entry}\`:

\`\`\`${languageOf(entry)}
${application}\`\`\`

## Generate and mount the middleware

\`\`\`console
${created}
\`\`\`

\`mwgen.yaml\` is the spec: it says what the middleware does, with comments. The generated files are yours to read and to check in. ${
      subject.mounting === undefined
        ? `\`--wire\` has
added the lines that mount them to \`${entry}\`; without it, \`init\` shows the lines:`
        : `\`--wire\` adds
the lines that mount them where it is sure of the place, as with \`Deno.serve\` and \`Bun.serve\`. Elsewhere you write them yourself:`
    }

\`\`\`${languageOf(entry)}
${wired}\`\`\`

${subject.notes.map((note) => `- ${note}\n`).join('')}
## Try it

\`\`\`console
${first}
\`\`\`

The spec excludes \`/healthz\`, so there the application answers as if there were no middleware:

\`\`\`console
${excluded}
\`\`\`

## Read the request ID

${subject.requestId} For a line in the log:

\`\`\`diff
${reading}
\`\`\`

\`\`\`console
${printed}
\`\`\`

A client or a proxy can send the ID as \`X-Request-Id\`. It is kept if it is a valid one: see [\`requestId\`](../spec.md#requestid).

## Change the spec

Here the spec removes a header and sets one:

\`\`\`diff
${spec}
\`\`\`

\`check\` shows what the change means for the generated files, and writes nothing. This is what fails in CI if somebody forgets to generate:

\`\`\`console
${stale}
\`\`\`

\`\`\`console
${updated}
\`\`\`

## Check in CI

\`\`\`yml
- run: npm ci
- run: npx mwgen check
\`\`\`

## Further reading

- [The spec language](../spec.md): capturing bodies with [redaction](../spec.md#redact), [hooks](../spec.md#hooks), [routes](../spec.md#which-requests-include-exclude-matching)
- [The generated code](../generated-code.md) for \`${framework}\`, and [how it behaves](../behaviours.md)
- [The command line](../commands.md)
`;
  } finally {
    await session.end();
  }
}

const commentedHeaders = `    # headers:
    #   response:
    #     set: { X-Frame-Options: DENY }
    #     remove: [X-Powered-By]`;
const headers = commentedHeaders.replaceAll('    # ', '    ');

/** A session before its last command, and from there on. */
function split(text: string): readonly [string, string] {
  const last = text.lastIndexOf('\n$ ');
  return [text.slice(0, last), text.slice(last + 1)];
}

function languageOf(entry: string): string {
  return entry.endsWith('.py') ? 'python' : entry.endsWith('.ts') ? 'typescript' : 'js';
}

function runnerOf({ runner, entry }: GuideSubject): readonly string[] {
  if (runner === 'node') return [process.execPath, entry];
  if (runner === 'tsx') {
    const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    return [process.execPath, '--import', loader, entry];
  }
  const environment = pythonEnvironment();
  if (environment.kind === 'missing') throw new Error(environment.reason);
  return [environment.python, '-m', 'uvicorn', 'main:app', '--port', 'PORT', '--log-level', 'warning'];
}

/** The files of settings that the commands do not write. */
function settingsOf({ files }: GuideSubject): string {
  const text = files['tsconfig.json'];
  return text === undefined ? '' : `\n\`tsconfig.json\`:\n\n\`\`\`json\n${text}\`\`\`\n`;
}
