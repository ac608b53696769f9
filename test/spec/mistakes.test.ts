/** Tests the messages for mistakes that people make: each names the place, and what to write instead. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { read } from './read.js';

const base = `version: 1
targets:
  - framework: express
    output: src/middleware
middleware:
  api:
    timing: true
    requestId: true
`;
const changed = (before: string, after: string): string => {
  assert.ok(base.includes(before), before);
  return base.replace(before, after);
};
const api = (...lines: readonly string[]): string =>
  changed('    timing: true\n    requestId: true\n', lines.map((line) => `    ${line}\n`).join(''));
const capture = (settings: string): string => api(`capture: { request: { maxBytes: 1KiB }, ${settings} }`);
const route = (entry: string): string => api('timing: true', `exclude: [${entry}]`);

type Mistake = readonly [text: string, place: `${number}:${number}`, help: string];

const yaml: readonly Mistake[] = [
  ['', '1:1', 'Run `npx mwgen init` to create one.'],
  ['# nothing\n', '1:1', 'Run `npx mwgen init` to create one.'],
  ...['- a\n', 'hello\n', '<html></html>\n'].map((text): Mistake => [
    text,
    '1:1',
    'A spec begins with `version: 1`, and has `targets:` and `middleware:`. `npx mwgen init` writes one.',
  ]),
  [base.replaceAll('\n', '\r'), '1:1', 'Save the file with line ends of Unix (LF) or Windows (CRLF).'],
  [base.replaceAll('  ', '\t'), '3:1', 'Indent with spaces.'],
  [changed('    timing', '\ttiming'), '7:1', 'Indent with spaces.'],
  [changed('    timing', '\u00a0   timing'), '7:1', 'Replace it by an ordinary space, here and below.'],
  [changed('timing: true', 'timing:\u00a0true'), '7:12', 'Replace it by an ordinary space, here and below.'],
  [changed('timing: true', 'timing:true'), '7:5', 'Write `timing: true`.'],
  [changed('framework: express', 'framework:express'), '3:5', 'Write `framework: express`.'],
  [changed('version: 1', 'version:1'), '1:1', 'Write `version: 1`.'],
  [changed('version: 1', 'version = 1'), '1:1', 'Write `version: 1`.'],
  [`// mine\n${base}`, '1:1', 'A comment begins with `#`.'],
  [changed('requestId: true', 'requestId'), '8:5', 'Write `key: value`.'],
  [changed('express', '"express'), '3:16', 'Write `"` at the end of the text, too.'],
  [changed('express', "'express"), '3:16', "Write `'` at the end of the text, too."],
  [api('exclude: [/a, /b', 'timing: true'), '8:5', 'Write the ] or } that is missing.'],
  [route('/users/{id}'), '8:22', 'Text with brackets or braces must be in double quotes here: `"/users/{id}"`.'],
  [route('/users/[id]'), '8:22', 'Text with brackets or braces must be in double quotes here: `"/users/[id]"`.'],
  [route('*/x'), '8:15', 'Text that starts with a star must be in double quotes: `"*/x"`.'],
  [
    capture('redact: { json: [**.token] }'),
    '7:62',
    'Text that starts with a star must be in double quotes: `"**.token"`.',
  ],
  [
    api('exclude:', '  - /a', '  /b', 'timing: true'),
    '9:1',
    'Begin each entry of a list with `- `, all of them in the same column.',
  ],
  [changed('    timing', '  timing'), '7:11', 'All keys of a mapping must start in the same column.'],
  [changed('    output', '     output'), '3:16', 'All keys of a mapping must start in the same column.'],
];

const shapes: readonly Mistake[] = [
  ...['yes', 'on', 'Yes', '"true"', '1', 'enabled'].map((word): Mistake => [
    changed('timing: true', `timing: ${word}`),
    '7:13',
    'Write `timing: true`.',
  ]),
  ...['no', 'Off', '"false"', '0', 'none'].map((word): Mistake => [
    changed('timing: true', `timing: ${word}`),
    '7:13',
    'Write `timing: false`.',
  ]),
  [changed('timing: true', 'timing:'), '7:5', 'Write `timing: true` to turn it on with its defaults.'],
  [changed('timing: true', 'timing: X-Time'), '7:13', 'Write `timing: { header: X-Time }`.'],
  [changed('requestId: true', 'requestId: X-Trace-Id'), '8:16', 'Write `requestId: { header: X-Trace-Id }`.'],
  [api('hooks: [before, done]'), '7:5', 'Write `hooks: { before: true, done: true }`.'],
  [api('hooks: before'), '7:12', 'Write `hooks: { before: true }`.'],
  [api('hooks: { before: handler }'), '7:22', 'Write `before: true`, or leave it out.'],
  [
    changed('  api:\n    timing: true\n    requestId: true\n', '  api: true\n'),
    '6:8',
    'Write for example `api: { timing: true }`.',
  ],
  [
    changed('  api:\n    timing: true\n    requestId: true\n', '  timing: true\n'),
    '6:11',
    '`timing` belongs under the name of a middleware: `api: { timing: true }`.',
  ],
  [changed('timing', 'Timing'), '7:5', 'Did you mean `timing`?'],
  [changed('requestId', 'request_id'), '8:5', 'Did you mean `requestId`?'],
  [api('headers:', '  res: { set: { X-A: b } }'), '8:7', 'Did you mean `response`?'],
  [api('headers:', '  response: { remove: X-A }'), '8:27', 'Write a list: `remove: [X-A]`.'],
  [api('exclude:', '  - GET: /x', 'timing: true'), '8:9', 'Write method and pattern as one text: `- GET /path`.'],
  [route('"GET  POST /x"'), '8:21', 'Write `GET,POST /x`.'],
  [route('healthz'), '8:15', 'Write `/healthz`.'],
  [changed('  api', '  my api'), '6:3', 'Write `my-api`.'],
  [changed('  api', '  1st'), '6:3', 'Write `st`.'],
  [changed('  api', '  404'), '6:3', 'Write a name such as `observability`.'],
  [changed('  api', `  ${'long-'.repeat(20)}`), '6:3', `Write \`${'long-'.repeat(13).slice(0, 64)}\`.`],
  [
    changed('src/middleware', '${HOME}/x'),
    '4:13',
    'Write a folder relative to the folder of the spec, such as `src/middleware`.',
  ],
  [
    changed('src/middleware', '$HOME/x'),
    '4:13',
    'Write a folder relative to the folder of the spec, such as `src/middleware`.',
  ],
  [changed('src/middleware', '"src/middleware "'), '4:13', 'Write `src/middleware`.'],
  [changed('src/middleware', 'src/aux'), '4:13', 'Choose another name, of letters, digits, `-`, `_` and `.`.'],
];

test('mistakes in YAML, and in the shape of a spec, are each told with the place and what to write instead', () => {
  const wrong = [...yaml, ...shapes].flatMap(([text, place, wanted]) => {
    const told = read(text).diagnostics.map(({ range, help = '' }) => {
      const { line, column } = range?.start ?? { line: 0, column: 0 };
      return `${String(line)}:${String(column)} ${help}`;
    });
    return told.some((one) => one.startsWith(`${place} ${wanted}`))
      ? []
      : [{ text, told, wanted: `${place} ${wanted}` }];
  });
  assert.deepEqual(wrong, []);
});

test('one mistake in YAML is one error', () => {
  for (const [text] of yaml)
    assert.equal(read(text).diagnostics.length, 1, `${text}\n${JSON.stringify(read(text).diagnostics)}`);
  assert.equal(read(route('{ path: /u/{id} }')).diagnostics.length, 1);
});
