/** A copy of what tests need, in which one helper at a time is replaced. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageTemplates } from '../../generator/workspace/package-templates.js';
import type { TemplateReader } from '../../generator/compile.js';
import { workFolder, type Language, type Mutant } from './mutants.js';

const root = join(import.meta.dirname, '..', '..');
const copied = ['generator', 'templates', 'test', 'package.json', 'tsconfig.json'];
const leftOut = new Set(['.work', 'node_modules', '__pycache__', 'fixtures', 'foreign']);
const patienceMs = 60_000;

/** How a command ended. */
export interface End {
  readonly isGood: boolean;
  readonly seconds: number;
}

export class Tree {
  readonly folder: string;
  readonly #language: Language;

  constructor(language: Language) {
    this.#language = language;
    this.folder = join(workFolder, `tree-${language}`);
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    for (const name of copied) {
      cpSync(join(root, name), join(this.folder, name), {
        recursive: true,
        filter: (source) => !leftOut.has(basename(source)),
      });
    }
    for (const name of ['node_modules', '.venv']) symlinkSync(join(root, name), join(this.folder, name), 'dir');
  }

  put({ file, text }: Pick<Mutant, 'file' | 'text'>): void {
    writeFileSync(join(this.folder, 'templates', this.#language, file), text);
  }

  restore({ file }: Mutant): void {
    this.put({ file, text: readFileSync(join(root, 'templates', this.#language, file), 'utf8') });
  }

  /** Templates as the compiler reads them, with a mutant in place of its helper. */
  templates({ file, text }: Mutant): TemplateReader {
    const path = `${this.#language}/${file}`;
    return { ...packageTemplates, text: (asked) => (asked === path ? text : packageTemplates.text(asked)) };
  }

  /** Runs a command. What does not end at all does not end well. */
  run(
    command: string,
    args: readonly string[],
    { folder = '.', environment = {} }: { folder?: string; environment?: Readonly<Record<string, string>> } = {},
  ): Promise<End> {
    return new Promise((resolve, reject) => {
      const start = performance.now();
      const child = spawn(command, args, {
        cwd: join(this.folder, folder),
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...environment },
        stdio: 'ignore',
        // A group of its own, so that its own processes end with it.
        detached: true,
      });
      const timer = setTimeout(() => {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      }, patienceMs);
      child.once('error', reject);
      child.once('close', (code) => {
        clearTimeout(timer);
        resolve({ isGood: code === 0, seconds: (performance.now() - start) / 1000 });
      });
    });
  }
}
