/** Tests explain, targets, completion, watching, the formats of check, and repositories with several specs. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { helpWidth } from '../../generator/commands/flags.js';
import { renderHelp } from '../../generator/commands/help.js';
import { currentVersion } from '../../generator/workspace/build-fingerprint.js';
import { targets } from '../../generator/targets/index.js';
import { project } from '../workspace/project.js';
import { cli, mwgen } from './mwgen.js';

const spec = `version: 1
targets:
  - framework: express
    output: src/middleware
middleware:
  observability:
    exclude:
      - /healthz
      - { path: /downloads/**, methods: [GET], features: [capture] }
    timing: true
    capture:
      response: true
  api:
    include: [/api/**]
    requestId: true
`;

test('explain: what applies, why, and where the spec says so', (context) => {
  const made = project(context, { 'mwgen.yaml': spec });
  const explained = (...words: string[]): string => mwgen(['explain', ...words], { cwd: made.root }).stdout;
  assert.equal(
    explained('GET', '/downloads/a%20b?x=1'),
    `GET /downloads/a%20b

observability
  timing     on   no entry of \`exclude\` matches (mwgen.yaml:10)
                  Sends the duration of each request as \`X-Process-Time\`.
  capture    off  excluded by \`GET /downloads/**\` (mwgen.yaml:9)

api  does nothing
  requestId  off  no entry of \`include\` matches (mwgen.yaml:14)
`,
  );
  assert.match(explained('get', '/healthz'), /^observability {2}does nothing$/m);
  assert.match(
    explained('POST', 'https://example.com/api/x'),
    /requestId {2}on {3}included by `\/api\/\*\*` \(.*:14\)/,
  );
  const document = JSON.parse(explained('GET', '/', '--json')) as { outcome: string; middleware: unknown[] };
  assert.deepEqual([document.outcome, document.middleware.length], ['fine', 2]);
  for (const [words, status, told] of [
    [['GET'], 2, /needs PATH/],
    [['GET', 'healthz'], 2, /`mwgen explain GET \/healthz`/],
    [['GET', 'a b'], 2, /`mwgen explain GET \/a%20b`/],
    [['/healthz', 'GET'], 2, /The method is one word, and comes before the path\.[^]*`mwgen explain GET \/healthz`/],
    [['GET POST', '/x'], 2, /`mwgen explain GET \/x`/],
    [['GET', '/', 'nope.yaml'], 2, /nope\.yaml cannot be read/],
  ] as const) {
    const result = mwgen(['explain', ...words], { cwd: made.root });
    assert.equal(result.status, status);
    assert.match(result.stderr, told);
  }
  made.write('mwgen.yaml', spec.replace('timing: true', 'timming: true'));
  const broken = mwgen(['explain', 'GET', '/'], { cwd: made.root });
  assert.deepEqual([broken.status, broken.stdout], [2, '']);
  assert.match(broken.stderr, /Did you mean `timing`/);
});

test('targets are listed, with and without --json', (context) => {
  const { root } = project(context);
  const names = targets.map(({ name }) => name);
  const text = mwgen(['targets'], { cwd: root }).stdout;
  for (const name of names) assert.match(text, new RegExp(`^${name} `, 'm'));
  const listed = JSON.parse(mwgen(['targets', '--json'], { cwd: root }).stdout) as { targets: { name: string }[] };
  assert.deepEqual(
    listed.targets.map(({ name }) => name),
    names,
  );
});

test('completion: commands, flags and values in bash; an unknown shell', (context) => {
  const { root, write } = project(context);
  const file = write('completion.bash', mwgen(['completion', 'bash'], { cwd: root }).stdout);
  const script = `source '${file}'
for line in 'mwgen ch' 'mwgen check --fo' 'mwgen check --format s' 'mwgen init --framework exp' 'mwgen completion z'; do
  read -ra COMP_WORDS <<< "$line"; COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _mwgen; echo "\${COMPREPLY[*]}"
done`;
  assert.equal(execFileSync('bash', ['-c', script], { encoding: 'utf8' }), 'check\n--format\nsarif\nexpress\nzsh\n');
  for (const shell of ['zsh', 'fish'])
    assert.match(mwgen(['completion', shell], { cwd: root }).stdout, /generate.*dry-run/s, shell);
  const { status, stderr } = mwgen(['completion', 'bsh'], { cwd: root });
  assert.equal(status, 2);
  assert.match(stderr, /Did you mean `bash`\? One of: bash, zsh, fish\./);
});

test('check: annotations for GitHub and SARIF, with paths from the root of the repository', (context) => {
  const made = project(context, { 'service/mwgen.yaml': spec });
  const cwd = made.path('service');
  assert.equal(mwgen(['generate', '--silent'], { cwd }).status, 0);
  made.write('service/mwgen.yaml', spec.replace('timing: true', 'timing: { header: X-Time }'));
  made.write('service/src/middleware/api.ts', `${made.read('service/src/middleware/api.ts')}export {};\n`);
  const github = mwgen(['check', '--format', 'github'], { cwd });
  assert.equal(github.status, 1);
  assert.match(
    github.stdout,
    /^::error file=service\/src\/middleware\/api\.ts,title=mwgen%3A file-edited::src\/middleware\/api\.ts was edited by hand\.%0A/m,
  );
  assert.match(
    github.stdout,
    /^::error file=service\/src\/middleware\/observability\.ts,title=mwgen%3A stale::.*\(the spec changed\)/m,
  );
  made.write('service/mwgen.yaml', spec.replace('timing: true', 'timming: true'));
  const wrong = mwgen(['check', '--format', 'github'], { cwd });
  assert.match(
    wrong.stdout,
    /^::error file=service\/mwgen\.yaml,line=10,endLine=10,col=5,endColumn=12,title=mwgen%3A /m,
  );
  const { status, stdout, stderr } = mwgen(['check', '--format', 'sarif'], { cwd });
  assert.deepEqual([status, stderr], [2, '']);
  const { runs } = JSON.parse(stdout) as { runs: { results: { ruleId: string; locations: unknown[] }[] }[] };
  assert.deepEqual(runs[0]?.results[0]?.locations, [
    {
      physicalLocation: {
        artifactLocation: { uri: 'service/mwgen.yaml' },
        region: { startLine: 10, startColumn: 5, endLine: 10, endColumn: 12 },
      },
    },
  ]);
  assert.match(mwgen(['check', '--format', 'xml'], { cwd }).stderr, /One of: text, github, sarif\./);
});

test('in the root of a repository, all specs are processed', (context) => {
  const own = (name: string): string => spec.replace('observability:', `${name}:`);
  const made = project(context, {
    'mwgen.yaml': own('root'),
    'services/a/mwgen.yml': own('one'),
    'services/b/config/mwgen.yaml': own('two'),
    'test/fixtures/mwgen.yaml': 'not a spec',
    'node_modules/dependency/mwgen.yaml': 'not a spec',
    'submodule/.git': 'gitdir: elsewhere',
    'submodule/mwgen.yaml': 'not a spec',
  });
  const first = mwgen(['generate'], { cwd: made.root });
  assert.equal(first.status, 0, first.stderr);
  for (const path of [
    'src/middleware/root.ts',
    'services/a/src/middleware/one.ts',
    'services/b/config/src/middleware/two.ts',
  ])
    assert.ok(existsSync(made.path(path)), path);
  made.write('services/a/mwgen.yml', own('three'));
  const checked = mwgen(['check', '--json'], { cwd: made.root });
  const { specs } = JSON.parse(checked.stdout) as { specs: { spec: string; files: { state: string }[] }[] };
  assert.deepEqual(
    specs.map((one) => [one.spec, one.files.every(({ state }) => state === 'current')]),
    [
      ['mwgen.yaml', true],
      ['services/a/mwgen.yml', false],
      ['services/b/config/mwgen.yaml', true],
    ],
  );
  // Below the root, the nearest spec is meant.
  assert.match(
    mwgen(['check'], { cwd: made.path('services/b/config') }).stdout,
    /^mwgen\.yaml: \d+ files up to date\n$/,
  );
  made.write('services/a/mwgen.json', '{}');
  assert.match(
    mwgen(['check'], { cwd: made.root }).stderr,
    /services\/a has more than one spec: mwgen\.yml, mwgen\.json/,
  );
});

test('explain knows the languages of a target, as generate does', (context) => {
  const inRust = spec.replace('framework: express\n', 'framework: express\n    language: rust\n');
  const { root } = project(context, { 'mwgen.yaml': inRust });
  const [generated = '', explained = ''] = ['generate', 'explain GET /'].map(
    (line) => mwgen(line.split(' '), { cwd: root }).stderr,
  );
  assert.match(explained, /language-unknown/);
  assert.ok(generated.startsWith(explained), generated);
});

test('generate --watch: follows the spec, survives a broken one, and never runs because of its own writes', async (context) => {
  const made = project(context, { 'mwgen.yaml': spec });
  assert.match(mwgen(['generate', '--watch', '--json'], { cwd: made.root }).stdout, /cannot be combined/);
  const child = spawn(process.execPath, [cli, 'generate', '--watch'], {
    cwd: made.root,
    env: { PATH: process.env['PATH'] },
  });
  context.after(() => child.kill());
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const tells = async (pattern: RegExp): Promise<void> => {
    const end = Date.now() + 20_000;
    while (!pattern.test(told)) {
      assert.ok(Date.now() < end, `${String(pattern)} is not in\n${told}`);
      await setTimeout(50);
    }
  };
  await tells(/created +src\/middleware\/index\.ts[^]*Watching for changes/);
  told = '';
  made.write('mwgen.yaml', spec.replace('timing: true', 'timming: true'));
  await tells(/Did you mean `timing`/);
  told = '';
  made.write('mwgen.yaml', spec.replace('timing: true', 'timing: { header: X-Time }'));
  await tells(/updated +src\/middleware\/observability\.ts/);
  made.write('.prettierrc', 'semi: false\n');
  await tells(/a setting changed: \.prettierrc/);
  told = '';
  rmSync(made.path('mwgen.yaml'));
  await tells(/There is no mwgen\.yaml[^]*Nothing was written/);
  told = '';
  await setTimeout(600);
  assert.equal(told, '');
  child.kill();
  await once(child, 'exit');
});

test('help that was made with the build is what yargs renders', async (context) => {
  const { root } = project(context);
  for (const name of [undefined, 'generate'] as const) {
    const { stdout } = mwgen([...(name === undefined ? [] : [name]), '--help'], { cwd: root });
    assert.equal(stdout, `${await renderHelp(helpWidth, currentVersion(), name)}\n`);
  }
});
