/** A project in which mwgen is disturbed, and what must be so afterwards: nothing of the user's is lost or torn. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { check, generate } from '../../generator/index.js';
import { isTemporaryName } from '../../generator/workspace/temporary-file.js';

/** Two states of the spec. Between them files are changed, created and removed, and one output moves. */
export type Version = 'first' | 'second';

/** The language of a world: with TypeScript, a run loads a compiler and takes twice as long. */
const languages = {
  typescript: { frameworks: ['express', 'fetch'], extension: 'ts', comment: '//' },
  python: { frameworks: ['fastapi', 'starlette'], extension: 'py', comment: '#' },
} as const;
export type Language = keyof typeof languages;

/** The output of the target that moves. */
export const movedOutput = (version: Version): string => (version === 'first' ? 'src/other' : 'lib/other');

function spec(version: Version, [fixed, moved]: readonly [string, string]): string {
  const isFirst = version === 'first';
  return `version: 1
targets:
  - { framework: ${fixed}, output: src/middleware }
  - { framework: ${moved}, output: ${movedOutput(version)} }
middleware:
  api:
    timing: ${isFirst ? 'true' : '{ unit: ms }'}
    requestId: true
    hooks: { before: true }
  ${isFirst ? 'audit' : 'trace'}:
    headers: { response: { set: { X-Version: ${version} } } }
`;
}

/** A cache for all worlds, apart from that of the user. */
const cache = mkdtempSync(join(tmpdir(), 'mwgen-proof-cache-'));
chmodSync(cache, 0o777);
process.env['XDG_CACHE_HOME'] = cache;
process.once('exit', () => {
  rmSync(cache, { recursive: true, force: true });
});

/** What the user has written, beside generated files and in hooks files. */
const own: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'tsconfig.json': '{ "compilerOptions": { "module": "NodeNext", "target": "ES2022" } }',
  'src/middleware/mine.txt': 'mine\n',
  'src/other/notes.txt': 'mine, too\n',
};

export class World {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'mwgen-proof-')));
  /** The generated files of each version. */
  readonly #expected = new Map<Version, ReadonlyMap<string, string>>();
  /** The files that must never change. */
  #own: ReadonlyMap<string, string> = new Map();

  readonly language: Language;

  private constructor(language: Language) {
    this.language = language;
  }

  /** A project in the state of the first version. */
  static async make(language: Language): Promise<World> {
    const world = new World(language);
    // Some runs are those of another user.
    chmodSync(world.root, 0o755);
    mkdirSync(world.path('.git'));
    mkdirSync(world.path('node_modules'));
    for (const [path, text] of Object.entries(own)) world.write(path, text);
    for (const version of ['second', 'first'] as const) {
      world.ask(version);
      assert.equal((await generate({ cwd: world.root })).outcome, 'fine');
      world.#expected.set(version, world.#files());
    }
    const { comment } = languages[language];
    for (const path of world.#stubs()) world.write(path, `${world.read(path)}${comment} my code\n`);
    world.#own = new Map([...Object.keys(own), ...world.#stubs()].map((path) => [path, world.read(path)]));
    return world;
  }

  /** The path of a generated file of the target that stays in its folder. */
  module(name: string): string {
    return `src/middleware/${name}.${languages[this.language].extension}`;
  }

  path(name: string): string {
    return join(this.root, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  /** Writes a version of the spec. */
  ask(version: Version): void {
    this.write('mwgen.yaml', spec(version, languages[this.language].frameworks));
  }

  /** Asserts that the user's files are as they were, and that each generated file is one of the two versions. */
  assertNothingLost(): void {
    for (const [path, text] of this.#own) assert.equal(this.read(path), text, `${path} has changed`);
    const versions = [...this.#expected.values()];
    for (const [path, text] of this.#files()) {
      const isKnown = this.#own.has(path) || isTemporary(path) || versions.some((files) => files.get(path) === text);
      assert.ok(isKnown, `${path} is neither old nor new:\n${text}`);
    }
  }

  /** How far a run for a version has come, among the files that are not in both versions alike. */
  progress(version: Version): { readonly done: number; readonly left: number; readonly temporary: number } {
    const temporary = [...this.#files().keys()].filter(isTemporary).length;
    return { done: this.#count(version), left: this.#count(other(version)), temporary };
  }

  /** Asserts that a run now ends as if nothing had happened. */
  async assertRecovers(version: Version): Promise<void> {
    this.ask(version);
    const { outcome, diagnostics } = await generate({ cwd: this.root });
    assert.equal(outcome, 'fine', JSON.stringify(diagnostics));
    assert.equal((await check({ cwd: this.root })).outcome, 'fine');
    this.assertNothingLost();
    const wanted = new Map([...(this.#expected.get(version) ?? []), ...this.#own]);
    assert.deepEqual([...this.#files().keys()].sort(), [...wanted.keys()].filter(isOutput).sort());
    for (const [path, text] of this.#files()) assert.equal(text, wanted.get(path), path);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** How many files that the other version lacks or has differently are as in a version. */
  #count(version: Version): number {
    const files = this.#files();
    const rest = this.#expected.get(other(version));
    const special = [...(this.#expected.get(version) ?? [])].filter(
      ([path, text]) => rest?.get(path) !== text && !this.#own.has(path),
    );
    return special.filter(([path, text]) => files.get(path) === text).length;
  }

  /** Hooks files that mwgen has created once. */
  #stubs(): string[] {
    return [...this.#files().keys()].filter((path) => /[._]hooks\./.test(path));
  }

  /** All files in the output folders, by their path. */
  #files(): Map<string, string> {
    const all = readdirSync(this.root, { recursive: true, withFileTypes: true });
    const paths = all
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(this.root.length + 1))
      .filter(isOutput);
    return new Map(paths.map((path) => [path, this.read(path)]));
  }
}

export const other = (version: Version): Version => (version === 'first' ? 'second' : 'first');

const isTemporary = (path: string): boolean => isTemporaryName(path.split('/').at(-1) ?? '');

const isOutput = (path: string): boolean => /^(?:src|lib)\//.test(path);
