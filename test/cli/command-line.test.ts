/** Tests the command line: arguments, output streams, exit codes, colour and JSON. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { project, type Project } from '../workspace/project.js';
import { build, cli, installation, mwgen, repository } from './mwgen.js';

const spec = `version: 1
targets:
  - framework: express
    output: src/middleware
middleware:
  observability:
    exclude: [/healthz]
    timing: true
`;
const index = 'src/middleware/index.ts';
const stackLine = /^\s+at .+:\d+:\d+/m;

function generated(context: test.TestContext): Project {
  const made = project(context, { 'mwgen.yaml': spec });
  const { status, stderr } = mwgen(['generate'], { cwd: made.root });
  assert.equal(status, 0, stderr);
  return made;
}

test('generate reports what it did, check agrees, and a second run does nothing', (context) => {
  const made = project(context, { 'mwgen.yaml': spec });
  const before = mwgen(['check'], { cwd: made.root });
  assert.equal(before.status, 1);
  assert.match(before.stdout, /^ {2}missing {6}src\/middleware\/index\.ts$/m);
  assert.match(before.stdout, /^\+\+\+ b\/src\/middleware\/index\.ts$/m);
  assert.equal(existsSync(made.path('src')), false);
  const dry = mwgen(['generate', '--dry-run'], { cwd: made.root });
  assert.equal(dry.status, 0);
  assert.match(dry.stdout, /^ {2}would create src\/middleware\/index\.ts$/m);
  assert.equal(existsSync(made.path('src')), false);
  const first = mwgen(['generate'], { cwd: made.root });
  assert.equal(first.status, 0);
  assert.match(first.stdout, /^mwgen\.yaml\n {2}created {6}src\/middleware\/index\.ts\n/);
  assert.equal(first.stderr, '');
  for (const command of ['generate', 'check']) {
    const again = mwgen([command], { cwd: made.root });
    assert.equal(again.status, 0);
    assert.match(again.stdout, /^mwgen\.yaml: \d+ files up to date\n$/);
  }
});

test('check shows the diff and its summary; generate --diff does too', (context) => {
  const made = generated(context);
  made.write('mwgen.yaml', spec.replace('timing: true', 'timing: true\n    requestId: true'));
  for (const words of [['check'], ['generate', '--diff', '--dry-run'], ['generate', '--diff']]) {
    const { stdout, status } = mwgen(words, { cwd: made.root });
    assert.equal(status, words[0] === 'check' ? 1 : 0);
    assert.match(
      stdout,
      /^ {2}(stale|would update|updated) +src\/middleware\/observability\.ts {2}\(the spec changed\)$/m,
    );
    assert.match(stdout, /^\+.*X-Request-Id/m);
    assert.match(
      stdout,
      /What this changes:\n {2}observability: adds response header X-Request-Id on all routes except \/healthz; assigns each request an ID/,
    );
  }
});

test('an edited file: generate refuses with exit code 3, shows the diff, and explains where own code belongs', (context) => {
  const made = generated(context);
  made.write(index, `${made.read(index)}export const mine = 1;\n`);
  const refused = mwgen(['generate'], { cwd: made.root });
  assert.equal(refused.status, 3);
  assert.match(refused.stdout, /^-export const mine = 1;$/m);
  assert.match(refused.stderr, /was edited by hand/);
  assert.match(refused.stderr, /hooks/);
  assert.match(refused.stderr, /Nothing was written\./);
  assert.equal(mwgen(['check'], { cwd: made.root }).status, 1);
  assert.equal(mwgen(['generate', '--dry-run'], { cwd: made.root }).status, 3);
  assert.equal(mwgen(['generate', '--force'], { cwd: made.root }).status, 0);
  assert.equal(mwgen(['check'], { cwd: made.root }).status, 0);
});

test('an invalid spec: exit code 2, the location of the error, and no file is changed', (context) => {
  const made = generated(context);
  const before = made.read(index);
  made.write('mwgen.yaml', spec.replace('timing', 'timeing'));
  for (const command of ['generate', 'check']) {
    const { status, stdout, stderr } = mwgen([command], { cwd: made.root });
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^mwgen\.yaml:8:5: error\[unknown-key\].*\n[^]*timeing: true\n/);
    assert.doesNotMatch(stderr, stackLine);
  }
  assert.equal(made.read(index), before);
});

test('an invalid command line: exit code 2 and a suggestion', (context) => {
  const { root } = project(context);
  const cases: readonly (readonly [string[], RegExp])[] = [
    [['generat'], /no command "generat"\.\n.*`generate`/],
    [['generate', '--dryrun'], /no flag --dryrun\.\n.*`--dry-run`/],
    [['check', '--force'], /mwgen check has no flag --force/],
    [['check', '-x'], /no flag -x/],
    [['generate', '--force=no'], /--force takes no value/],
    [['init', '--framework'], /--framework needs a value/],
    [['init', '--framework', '--yes'], /--framework needs a value/],
    [['init', 'there'], /takes no path/],
    [['--silent'], /A command is missing/],
    [['generate', '--__proto__'], /no flag --__proto__/],
    [['constructor'], /no command "constructor"/],
    [['generate', ''], /The path of a spec is empty/],
  ];
  for (const [words, pattern] of cases) {
    const { status, stdout, stderr } = mwgen(words, { cwd: root });
    assert.equal(status, 2, words.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, pattern);
    assert.doesNotMatch(stderr, stackLine);
  }
  const nothing = mwgen([], { cwd: root });
  assert.equal(nothing.status, 2);
  assert.match(nothing.stderr, /Commands:/);
});

test('a working directory that was deleted', (context) => {
  const made = project(context, { 'gone/file': '' });
  build();
  const script = `cd "${made.path('gone')}" && rm -r ../gone && "${process.execPath}" "${cli}" check`;
  const { status, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  assert.equal(status, 2);
  assert.match(stderr, /working directory no longer exists/);
});

test('help and version', (context) => {
  const { root } = project(context);
  assert.match(mwgen(['--version'], { cwd: root }).stdout, /^\d+\.\d+\.\d+\S*\n$/);
  const help = mwgen(['--help'], { cwd: root });
  assert.equal(help.status, 0);
  for (const word of ['init', 'generate', 'check', 'schema', 'Exit codes', '--silent'])
    assert.ok(help.stdout.includes(word), word);
  const generateHelp = mwgen(['generate', '-h'], { cwd: root }).stdout;
  for (const flag of ['--dry-run', '--diff', '--force', '--json']) assert.ok(generateHelp.includes(flag), flag);
});

test('--json prints one document to standard output, even on errors', (context) => {
  const made = generated(context);
  const document = (words: string[], cwd = made.root) => {
    const { stdout, status } = mwgen([...words, '--json'], { cwd });
    const parsed = JSON.parse(stdout);
    assert.equal(parsed.exitCode, status);
    return parsed;
  };
  const fine = document(['check']);
  assert.deepEqual(Object.keys(fine), ['command', 'outcome', 'exitCode', 'specs', 'diagnostics']);
  assert.equal(fine.outcome, 'fine');
  assert.deepEqual(fine.specs[0].files[0], { path: index, state: 'current', action: 'none' });
  assert.equal(fine.specs[0].targets[0].framework, 'express');
  made.write('mwgen.yaml', spec.replace('true', 'false'));
  made.write(index, `${made.read(index)}edit();\n`);
  made.write('mwgen.yaml', spec.replace('timing: true', 'requestId: true'));
  const different = document(['check']);
  assert.equal(different.outcome, 'different');
  const stale = different.specs[0].files.find(({ state }: { state: string }) => state === 'stale');
  assert.deepEqual(stale.reasons, [{ kind: 'spec' }]);
  assert.match(stale.diff, /^--- a\/src/);
  const refused = document(['generate']);
  assert.equal(refused.outcome, 'refused');
  assert.equal(refused.diagnostics[0].code, 'file-edited');
  made.write('mwgen.yaml', 'version: 2\n');
  const wrong = document(['generate']);
  assert.equal(wrong.outcome, 'wrong');
  assert.equal(typeof wrong.diagnostics[0].range.start.line, 'number');
  assert.equal(document(['chekc']).diagnostics[0].code, 'usage');
  assert.equal(document(['init']).diagnostics[0].code, 'spec-exists');
  for (const words of [
    ['check', '--format', 'github'],
    ['check', '--format', 'sarif'],
    ['generate', '--watch'],
  ])
    assert.match(document(words).diagnostics[0].message, /cannot be combined/);
});

test('the states of files have the same names everywhere, and a refusal says where code belongs', (context) => {
  const made = generated(context);
  made.write('mwgen.yaml', spec.replace('observability', 'other'));
  rmSync(made.path(index));
  const names = ['missing', 'missing', 'orphan'];
  const { stdout } = mwgen(['check'], { cwd: made.root });
  assert.deepEqual(
    [...stdout.matchAll(/^ {2}(\w+) +src\//gm)].map(([, name]) => name),
    names,
  );
  const document = JSON.parse(mwgen(['check', '--json'], { cwd: made.root }).stdout);
  assert.deepEqual(
    document.specs[0].files.map(({ state }: { state: string }) => state),
    names,
  );
  made.write(index, 'mine\n');
  const refused = mwgen(['generate'], { cwd: made.root });
  assert.equal(refused.status, 3);
  assert.match(refused.stdout, /^ {2}foreign +src\/middleware\/index\.ts/m);
  assert.match(refused.stdout, /^ {2}orphan +src\/middleware\/observability\.ts/m);
  assert.match(refused.stderr, /belongs in hooks/);
});

test('colour: none without a terminal, on demand by FORCE_COLOR, never by NO_COLOR alone', (context) => {
  const made = generated(context);
  made.write('mwgen.yaml', spec.replace('timing', 'timeing'));
  const stderr = (env: Record<string, string>): string => mwgen(['check'], { cwd: made.root, env }).stderr;
  assert.doesNotMatch(stderr({}), /\u001b/);
  assert.doesNotMatch(stderr({ NO_COLOR: '1' }), /\u001b/);
  assert.doesNotMatch(stderr({ FORCE_COLOR: '0' }), /\u001b/);
  assert.match(stderr({ FORCE_COLOR: '1' }), /\u001b\[31m/);
});

test('--silent and --verbose', (context) => {
  const made = generated(context);
  const silent = mwgen(['generate', '--silent'], { cwd: made.root });
  assert.equal(silent.stdout + silent.stderr, '');
  assert.match(mwgen(['generate', '--verbose'], { cwd: made.root }).stdout, /unchanged {4}src\/middleware\/index\.ts/);
  rmSync(made.path(index));
  assert.match(mwgen(['check', '--silent'], { cwd: made.root }).stdout, /missing/);
});

test('a closed output pipe is not an error', (context) => {
  const made = project(context, { 'mwgen.yaml': spec });
  build();
  const script = `"${process.execPath}" "${cli}" check | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: made.root, encoding: 'utf8' });
  assert.equal(stdout, '1\n');
  assert.doesNotMatch(stderr, /EPIPE|fault/);
});

test('escape sequences in a file or a name are not printed', (context) => {
  const made = generated(context);
  made.write(index, `${made.read(index)}// \u001b]0;owned\u0007\n`);
  made.write('\u001b[2J.yaml', 'x');
  const { stdout, stderr } = mwgen(['generate', 'mwgen.yaml', '\u001b[2J.yaml'], { cwd: made.root });
  assert.doesNotMatch(stdout + stderr, /[\u001b\u0007]/);
});

test('the compiler is not loaded when nothing is stale', (context) => {
  const made = generated(context);
  const log = made.path('modules.log');
  const hooks = `import { appendFileSync } from 'node:fs'; export async function load(url, context, next) { appendFileSync(${JSON.stringify(log)}, url + '\\n'); return next(url, context); }`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});`;
  const node = ['--import', `data:text/javascript,${encodeURIComponent(register)}`];
  for (const words of [['generate'], ['check'], ['check', '--json'], ['--version']]) {
    writeFileSync(log, '');
    assert.equal(mwgen(words, { cwd: made.root, node }).status, 0);
    const loaded = readFileSync(log, 'utf8')
      .split('\n')
      .filter((url) => url.startsWith('file:'));
    assert.ok(
      loaded.some((url) => url.endsWith('/dist/cli.js')),
      'the log works',
    );
    assert.deepEqual(
      loaded.filter((url) => url.includes('/node_modules/')),
      [],
    );
    assert.ok(loaded.length <= 40, `${loaded.length} modules`);
  }
});

/** Simulates another release: the same code with another version and one changed file. */
function release(
  context: test.TestContext,
  version: string,
  edits: Readonly<Record<string, (text: string) => string>> = {},
): string {
  build();
  const { root, path } = project(context);
  for (const name of ['dist', 'generator', 'templates', 'schema'])
    cpSync(join(installation, name), path(name), { recursive: true });
  rmSync(path('node_modules'), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), path('node_modules'));
  const manifest = JSON.parse(readFileSync(join(installation, 'package.json'), 'utf8'));
  writeFileSync(path('package.json'), JSON.stringify({ ...manifest, version }));
  for (const [name, edit] of Object.entries(edits)) writeFileSync(path(name), edit(readFileSync(path(name), 'utf8')));
  return join(root, 'dist', 'cli.js');
}

test('another release: files that it writes differently are stale for that reason, and nothing else is rewritten', (context) => {
  const made = generated(context);
  const same = mwgen(['check'], { cwd: made.root, program: release(context, '9.0.0') });
  assert.equal(same.status, 0, same.stdout);
  const program = release(context, '9.9.9', {
    'dist/languages/typescript/finish.js': (text) =>
      text.replace('() => canonicalTypeScript(text)', '() => canonicalTypeScript(text + "// 9")'),
  });
  const { stdout, status } = mwgen(['check'], { cwd: made.root, program });
  assert.equal(status, 1);
  assert.match(stdout, /mwgen changed: \d+\.\d+\.\d+\S* -> 9\.9\.9/);
  assert.match(stdout, /mwgen 9\.9\.9 generates different code than/);
});

test('an internal error: exit code 70, one paragraph, and the stack with --verbose', (context) => {
  const made = project(context, { 'mwgen.yaml': spec });
  const program = release(context, '1.0.0', {
    'dist/compile.js': (text) =>
      text.replace(/(export async function compile\(.*\{\n)/, '$1throw new Error("oh dear");\n'),
  });
  const plain = mwgen(['generate'], { cwd: made.root, program });
  assert.equal(plain.status, 70);
  assert.equal(plain.stderr.trim().split('\n').length, 1);
  assert.match(plain.stderr, /Internal error in mwgen: oh dear.*report/);
  assert.match(mwgen(['generate', '--verbose'], { cwd: made.root, program }).stderr, stackLine);
  const document = JSON.parse(mwgen(['generate', '--json'], { cwd: made.root, program }).stdout);
  assert.deepEqual([document.exitCode, document.outcome, document.fault], [70, 'fault', 'oh dear']);
});

test('a folder without write permission: exit code 3 and the reason', { skip: process.getuid?.() !== 0 }, (context) => {
  const made = generated(context);
  made.write('mwgen.yaml', spec.replace('timing', 'requestId'));
  const before = made.read('src/middleware/observability.ts');
  const { status, stderr } = mwgen(['generate'], { cwd: made.root, uid: 65534 });
  assert.equal(status, 3, stderr);
  assert.match(stderr, /could not be written: permission denied\. Nothing was written\./);
  assert.doesNotMatch(stderr, stackLine);
  assert.equal(made.read('src/middleware/observability.ts'), before);
});

test('a spec without read permission', { skip: process.getuid?.() !== 0 }, (context) => {
  const made = generated(context);
  spawnSync('chmod', ['600', made.path('mwgen.yaml')]);
  const { status, stderr } = mwgen(['check'], { cwd: made.root, uid: 65534 });
  assert.equal(status, 2);
  assert.match(stderr, /mwgen\.yaml cannot be read: permission denied\./);
});

test('a cache that cannot be written changes nothing', { skip: process.getuid?.() !== 0 }, (context) => {
  const made = generated(context);
  rmSync(made.path('node_modules/.cache'), { recursive: true });
  assert.equal(mwgen(['generate'], { cwd: made.root, uid: 65534 }).status, 0);
  assert.equal(mwgen(['check'], { cwd: made.root, uid: 65534 }).status, 0);
});

test('schema prints the published schema', (context) => {
  const { root } = project(context);
  const { stdout, status } = mwgen(['schema'], { cwd: root });
  assert.equal(status, 0);
  assert.equal(stdout, readFileSync(join(installation, 'schema/mwgen.v1.json'), 'utf8'));
  assert.equal(mwgen(['schema', '--json'], { cwd: root }).stdout, stdout);
});

test('the library does the same and prints nothing', (context) => {
  const made = project(context, { 'mwgen.yaml': spec });
  mkdirSync(made.path('elsewhere'));
  build();
  const script = `
    import { check, generate, loadSpec, compile } from ${JSON.stringify(join(installation, 'dist/index.js'))};
    const cwd = ${JSON.stringify(made.root)};
    const loaded = await loadSpec({ cwd });
    const results = [await check({ cwd }), await generate({ cwd, dryRun: true }), await generate({ cwd }), await check({ cwd })];
    const compiled = await compile(loaded.text, { file: 'mwgen.yaml', settings: () => ({ importExtension: '.js', prettier: {} }) });
    const lost = await loadSpec({ cwd: '/' });
    process.stdout.write(JSON.stringify([loaded.plan.middleware.length, results.map(({ outcome }) => outcome), compiled.targets.length, lost.diagnostics[0].code]));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: made.path('elsewhere'),
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  assert.deepEqual(JSON.parse(stdout), [1, ['different', 'fine', 'fine', 'fine'], 1, 'spec-not-found']);
});
