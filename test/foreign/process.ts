/** Runs other programs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Run {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The file that standard output and standard error go to. */
  readonly log?: string;
}

/** In milliseconds. A program that takes longer is ended. */
const longest = 20 * 60_000;

/** Runs a program and returns its exit code. */
export async function run(program: string, words: readonly string[], options: Run = {}): Promise<number> {
  const log = openSync(options.log ?? join(tmpdir(), `mwgen-foreign-${String(process.pid)}.log`), 'w');
  try {
    const child = spawn(program, words, {
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', log, log],
      timeout: longest,
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? 1;
  } finally {
    closeSync(log);
  }
}

/** Runs a program that must succeed. The error has the end of what it printed. */
export async function succeed(program: string, words: readonly string[], options: Run = {}): Promise<void> {
  const log = options.log ?? join(tmpdir(), `mwgen-foreign-${String(process.pid)}.log`);
  const code = await run(program, words, { ...options, log });
  if (code === 0) return;
  const printed = await readFile(log, 'utf8');
  throw new Error(`\`${program} ${words.join(' ')}\` failed:\n${printed.trim().split('\n').slice(-15).join('\n')}`);
}
