/**
 * `npm run demo`: from a spec to middleware to real requests, in a temporary folder. The demo checks everything that it
 * shows, and exits with 0 only if all checks passed.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppProcess, type Answer } from './app-process.js';
import { command, excerpt, lines, paint, title } from './print.js';

const root = join(import.meta.dirname, '..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mwgen-demo-')));
const mebibyte = 1024 * 1024;

try {
  cpSync(join(import.meta.dirname, 'project'), folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    '{ "type": "module", "dependencies": { "express": "^5.0.0" }, "devDependencies": { "typescript": "^6.0.0" } }\n',
  );
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(root, 'node_modules', 'express'), join(folder, 'node_modules', 'express'), 'junction');

  title('1. The spec becomes Express middleware');
  lines(readFileSync(join(folder, 'mwgen.yaml'), 'utf8'));
  console.log();
  mwgen('generate', 0, 10);
  console.log(`  ${paint('bold', 'middleware/observability.ts')}, where it begins to work:\n`);
  const code = readFileSync(join(folder, 'middleware', 'observability.ts'), 'utf8');
  lines(excerpt(code.slice(code.indexOf('/** Times every request')), 60));

  const app = await AppProcess.start(folder);
  try {
    await showRequests(app);
  } finally {
    await app.stop();
  }

  title('6. The spec changes, and the change can be reviewed');
  edit('set: { X-Frame-Options: DENY }', 'set: { X-Frame-Options: DENY, X-Region: "${env.REGION:-local}" }');
  edit('request: { maxBytes: 64KiB }', 'request: { maxBytes: 16KiB }');
  console.log();
  mwgen('check', 1, 70);
  mwgen('generate', 0);
  mwgen('check', 0);
  console.log(`\n${paint(['bold', 'green'], 'All of it came out as it should.')}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function showRequests(app: AppProcess): Promise<void> {
  title('2. A normal request: timed, with an id, with the headers of the spec');
  const normal = await app.ask({ path: '/users/7' });
  showAnswer('GET /users/7', normal);
  assert.match(String(normal.headers['x-process-time']), /^\d+\.\d{6}$/);
  assert.equal(normal.headers['x-powered-by'], undefined);

  title('3. An excluded request: as if the middleware were not there');
  const excluded = await app.ask({ path: '/healthz' });
  showAnswer('GET /healthz', excluded);
  assert.equal(excluded.headers['x-process-time'], undefined);
  assert.equal(excluded.headers['x-powered-by'], 'Express');

  title('4. A failing request: recorded, with what is secret taken out');
  const failing = await app.ask({
    method: 'POST',
    path: '/login',
    headers: { 'content-type': 'application/json', authorization: 'Bearer abc' },
    body: '{"user":"ada","password":"hunter2","device":{"token":"t-123"}}',
  });
  showAnswer('POST /login', failing);
  const failure = await app.record(0);
  assert.doesNotMatch(failure, /hunter2|t-123|Bearer|kept-from-the-log/);
  console.log('\n  The line on standard output, laid out:');
  lines(JSON.stringify(JSON.parse(failure), null, 2));

  const size = 512 * mebibyte;
  title(`5. An upload of ${String(size / mebibyte)} MiB: it streams through, and its first 64 KiB are kept`);
  const before = await app.memory();
  let peak = before;
  const watch = setInterval(() => void app.memory().then((now) => (peak = Math.max(peak, now))), 100);
  const upload = await app.ask({
    method: 'POST',
    path: '/import',
    headers: { 'content-type': 'text/csv' },
    body: pieces(size),
  });
  clearInterval(watch);
  showAnswer('POST /import', upload);
  const { request } = JSON.parse(await app.record(1)) as {
    request: { size: number; truncated: boolean; body: string };
  };
  assert.deepEqual([request.size, request.truncated, request.body.length], [size, true, 64 * 1024]);
  console.log(
    `\n  the record:  size ${String(request.size)}, truncated ${String(request.truncated)}, ${String(request.body.length)} bytes of body`,
  );
  console.log(`  the server:  ${mib(before)} of memory before, ${mib(peak)} at most while it passed`);
  assert.ok(peak - before < 128 * mebibyte, 'memory grew with the body');
}

/** Changes the spec and shows the change. */
function edit(before: string, after: string): void {
  const spec = join(folder, 'mwgen.yaml');
  writeFileSync(spec, readFileSync(spec, 'utf8').replace(before, after));
  console.log(`  ${paint('red', `- ${before}`)}\n  ${paint('green', `+ ${after}`)}`);
}

/** Runs the built command line and checks its exit code. */
function mwgen(words: string, expected: number, limit = 30): void {
  command(`npx mwgen ${words}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist', 'cli.js'), ...words.split(' ')], {
    cwd: folder,
    encoding: 'utf8',
    env: process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env,
  });
  lines(excerpt(stdout + stderr, limit));
  console.log(`  ${paint('dim', `exit code ${String(status)}`)}\n`);
  assert.equal(status, expected, `mwgen ${words}`);
}

function showAnswer(question: string, { status, headers }: Answer): void {
  console.log(`  ${paint('bold', question)} -> ${String(status)}`);
  for (const name of ['x-process-time', 'x-request-id', 'x-frame-options', 'x-powered-by']) {
    const value = headers[name];
    const shown = value === undefined ? paint('dim', '(none)') : paint('green', String(value));
    console.log(`    ${name.padEnd(16)} ${shown}`);
  }
}

function* pieces(size: number): Generator<Buffer> {
  const piece = Buffer.alloc(mebibyte / 4, 'a line of a file without any columns\n');
  for (let sent = 0; sent < size; sent += piece.length) yield piece;
}

function mib(bytes: number): string {
  return `${String(Math.round(bytes / mebibyte))} MiB`;
}
