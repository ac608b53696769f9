/**
 * Keeps the outputs of cases on disk, because several test files need the same ones and compiling them takes minutes. They
 * are those of one state of mwgen: its files are part of the path.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { currentBuild } from '../../../generator/workspace/build-fingerprint.js';
import type { Output } from './generate.js';

const all = fileURLToPath(new URL('../../../.work/outputs/', import.meta.url));
const fingerprint = currentBuild().fingerprint.slice(0, 16);
const folder = join(all, fingerprint);
mkdirSync(all, { recursive: true });
for (const earlier of readdirSync(all)) {
  if (earlier !== fingerprint) rmSync(join(all, earlier), { recursive: true, force: true });
}

/** The output for a source, which `compile` makes unless it is known. What does not compile is not kept. */
export async function outputFor(source: string, compile: () => Promise<Output>): Promise<Output> {
  const path = join(folder, `${createHash('sha256').update(source).digest('hex')}.json`);
  const known = read(path);
  if (known !== undefined) return { files: new Map(known) };
  const output = await compile();
  if ('files' in output) {
    // Other processes may read it at the same time.
    mkdirSync(folder, { recursive: true });
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, JSON.stringify(Array.from(output.files)));
    renameSync(unfinished, path);
  }
  return output;
}

function read(path: string): [string, string][] | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as [string, string][];
  } catch {
    return undefined;
  }
}
