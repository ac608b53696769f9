/**
 * `npm test [-- WORD…]`: runs all `*.test.ts` files in this folder with Node's test runner, which cannot find them
 * itself in Node 20. With words, runs only files whose path contains one of them.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { engineFlags } from '../generator/commands/engine.js';

const root = join(import.meta.dirname, '..');
/** Folders without tests. */
const left = new Set(['.work', 'node_modules']);

const words = process.argv.slice(2);
const files = testFiles(import.meta.dirname).filter(
  (file) => words.length === 0 || words.some((word) => file.includes(word)),
);
if (files.length === 0) {
  console.error(`There is no test file${words.length === 0 ? '' : ` with ${words.join(' or ')} in its path`}.`);
  process.exit(1);
}
const { status, signal } = spawnSync(
  process.execPath,
  [...engineFlags, '--import', 'tsx', '--test', '--test-concurrency=2', '--test-reporter=spec', ...files],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
);
if (signal !== null) console.error(`The test runner was ended by ${signal}.`);
process.exitCode = status ?? 1;

function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return left.has(entry.name) ? [] : testFiles(path);
    return entry.name.endsWith('.test.ts') ? [relative(root, path).split(sep).join('/')] : [];
  });
}
