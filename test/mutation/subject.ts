/** How a fault in a helper is looked for: first what is cheap, last what takes long. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonEnvironment } from '../python/environment.js';
import { CasesOf } from './cases.js';
import { workFolder, type Language, type Mutant } from './mutants.js';
import type { End, Tree } from './tree.js';
import { unitsFor } from './units.js';

/** What became of a mutant. Code that does not compile or cannot be generated is no fault that anyone could have. */
export interface Verdict {
  readonly kind: 'noticed' | 'not noticed' | 'not compiled';
  /** What has noticed it. */
  readonly by?: string;
}

const root = join(import.meta.dirname, '..', '..');
const node = process.execPath;
const redactionCases = '300';

/** A test that fails sooner does so because of the fault. */
const certainSeconds = 20;

/** The helpers that have to do with what is shown of a body. */
const aboutBodies = /redact|loose|form.names|json.paths|percent|media|text|content|decompress|whitespace|body|spill/;

/** The targets that use the helpers of a folder. */
const targetsByFolder: Readonly<Record<string, readonly string[]>> = {
  'typescript/shared': ['express5'],
  'typescript/disk': ['express5'],
  'typescript/node': ['express5'],
  'typescript/fetch': ['hono', 'fetch'],
  'typescript/hono': ['hono'],
  'typescript/fetch-handler': ['fetch'],
  'typescript/fastify': ['fastify'],
  'python/shared': ['starlette'],
  'python/asgi': ['starlette'],
};

export class Subject {
  readonly #language: Language;
  readonly #tree: Tree;
  readonly #isQuick: boolean;
  readonly #cases = new Map<string, Promise<CasesOf>>();

  /** `isQuick`: without the tests that need a server. */
  constructor(language: Language, tree: Tree, isQuick: boolean) {
    this.#language = language;
    this.#tree = tree;
    this.#isQuick = isQuick;
  }

  async judge(mutant: Mutant): Promise<Verdict> {
    this.#tree.put(mutant);
    try {
      if (!(await this.#compiles())) return { kind: 'not compiled' };
      for (const test of unitsFor(this.#tree.folder, this.#language, mutant.file)) {
        if (await this.#isNoticed(mutant, () => this.#passes(test))) return { kind: 'noticed', by: test };
      }
      const redacts = (): Promise<End> => this.#run('test/redaction/run.ts', [redactionCases, '1']);
      if (aboutBodies.test(mutant.file) && (await this.#isNoticed(mutant, redacts)))
        return { kind: 'noticed', by: 'the redaction of random bodies' };
      if (this.#isQuick) return { kind: 'not noticed' };
      const targets = targetsByFolder[`${this.#language}/${mutant.file.split('/')[0] ?? ''}`] ?? [];
      for (const target of targets) {
        const found = await (await this.#casesOf(target)).tried(mutant.file, this.#tree.templates(mutant));
        if (found !== undefined && 'problem' in found) return { kind: 'not compiled' };
        if (found !== undefined) return { kind: 'noticed', by: `${target}: ${found.failing}` };
      }
      for (const [test, environment] of this.#lastTests(mutant.file, targets)) {
        const noticed = await this.#isNoticed(mutant, () => this.#run(test, [], environment));
        if (noticed) return { kind: 'noticed', by: test };
      }
      return { kind: 'not noticed' };
    } finally {
      this.#tree.restore(mutant);
    }
  }

  async end(): Promise<void> {
    for (const cases of this.#cases.values()) await (await cases).end();
  }

  /**
   * Whether a test fails with a fault. A test that takes too long, or fails only after long, must also pass without the
   * fault: the machine may be busy.
   */
  async #isNoticed(mutant: Mutant, run: () => Promise<End>): Promise<boolean> {
    const end = await run();
    if (end.isGood) return false;
    if (end.seconds < certainSeconds) return true;
    this.#tree.restore(mutant);
    const without = await run();
    this.#tree.put(mutant);
    return without.isGood;
  }

  async #compiles(): Promise<boolean> {
    if (this.#language === 'python') {
      const cache = join(workFolder, 'mypy');
      const words = ['-m', 'mypy', '--strict', '--cache-dir', cache, '-p', 'python'];
      return (await this.#tree.run(python(), words, { folder: 'templates' })).isGood;
    }
    // The fastest compiler that has all checks but those for what is not used: that is for linters.
    const { bin } = JSON.parse(readFileSync(join(root, 'node_modules/typescript-7/package.json'), 'utf8')) as {
      bin: { tsc: string };
    };
    const tsc = join(root, 'node_modules/typescript-7', bin.tsc);
    for (const platform of ['node', 'fetch']) {
      const info = join(workFolder, `${platform}.tsbuildinfo`);
      const config = `templates/typescript/tsconfig.${platform}.json`;
      const rules = ['--noUnusedLocals', 'false', '--noUnusedParameters', 'false', '--tsBuildInfoFile', info];
      if (!(await this.#tree.run(node, [tsc, '-p', config, ...rules])).isGood) return false;
    }
    return true;
  }

  #passes(test: string): Promise<End> {
    if (test.endsWith('.py'))
      return this.#tree.run(python(), ['-m', 'pytest', '-q', '-x', '-p', 'no:cacheprovider', test]);
    return this.#run(test, [], { MWGEN_AGREEMENT_RUNS: '200' });
  }

  #run(test: string, args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Promise<End> {
    return this.#tree.run(node, ['--import', 'tsx', test, ...args], { environment });
  }

  /** Tests that are for what no case can show: many requests at once, random ones, other kinds of applications. */
  #lastTests(file: string, targets: readonly string[]): (readonly [string, Readonly<Record<string, string>>])[] {
    const [target = ''] = targets;
    const environment = { MWGEN_CONFORMANCE_TARGETS: target };
    return [
      ...(/^(?:fetch|hono)/.test(file)
        ? ['fetch', 'hono', 'route-handlers'].map((name) => [`test/fetch/${name}.test.ts`, {}] as const)
        : []),
      ...(/^node\/(?:http2|exchange|request|response)/.test(file) ? [['test/http2/http2.test.ts', {}] as const] : []),
      ...(file.startsWith('fastify') ? [['test/fastify/fastify.test.ts', {}] as const] : []),
      ['test/conformance/load.test.ts', environment],
      ['test/conformance/differential.test.ts', environment],
    ];
  }

  #casesOf(target: string): Promise<CasesOf> {
    const cases = this.#cases.get(target) ?? CasesOf.prepare(target);
    this.#cases.set(target, cases);
    return cases;
  }
}

function python(): string {
  const environment = pythonEnvironment();
  if (environment.kind === 'missing') throw new Error(environment.reason);
  return environment.python;
}
