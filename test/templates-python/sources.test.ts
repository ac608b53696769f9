/** Checks the Python helper sources: types, lint, formatting and unit tests, in the Python environment of the tests. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { textualContentTypes } from '../../generator/plan/content-types.js';
import { exchangeFacts } from '../../generator/servers/asgi/emit.js';
import { snakeCase } from '../../generator/languages/python/names.js';
import { knowledgeOf } from '../../generator/plan/knowledge.js';
import { pythonEnvironment, runPython } from '../python/environment.js';

const root = join(import.meta.dirname, '..', '..');
const templates = join(root, 'templates');
const sources = readdirSync(join(templates, 'python'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.py'))
  .map((path) => ({ path, text: readFileSync(join(templates, 'python', path), 'utf8') }));

describe('the Python helper sources', () => {
  const environment = pythonEnvironment();
  const isLeftOut = environment.kind === 'missing' && process.env['CI'] !== 'true';
  const skip = isLeftOut ? `left out: ${environment.reason}` : false;
  const units = join(import.meta.dirname, 'units');
  const checks: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'pass mypy --strict',
      templates,
      ['mypy', '--strict', '--cache-dir', join(import.meta.dirname, '.work', 'mypy'), '-p', 'python'],
    ],
    ["pass Ruff's linter", templates, ['ruff', 'check', '--no-cache', 'python']],
    ["are laid out as Ruff's formatter has it", templates, ['ruff', 'format', '--no-cache', '--check', 'python']],
    ['pass their unit tests', units, ['pytest', '-q', '-p', 'no:cacheprovider', '--no-header']],
  ];
  for (const [what, folder, [tool = '', ...args]] of checks) {
    it(what, { skip }, () => {
      assert.ok(environment.kind === 'ready');
      const { status, output } = runPython(environment, ['-m', tool, ...args], folder);
      assert.equal(status, 0, output);
    });
  }

  it('contain no suppressions', () => {
    for (const { path, text } of sources) assert.doesNotMatch(text, /# (?:type: ignore|noqa|pragma|pyright)/, path);
  });

  it('use all facts, and no unknown ones', () => {
    const asked = sources.flatMap(({ text }) =>
      Array.from(text.matchAll(/\bfacts\.([a-z_]+)\b/g), ([, name = '']) => name),
    );
    const declared = sources.find(({ path }) => path === 'facts.py')?.text ?? '';
    const names = Array.from(declared.matchAll(/^ {4}([a-z_]+): bool = True$/gm), ([, name = '']) => name);
    assert.deepEqual(Array.from(new Set(asked.filter((name) => name !== ''))).sort(), names.sort());
    const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const told = Object.keys({ ...knowledgeOf([]).facts, ...exchangeFacts([]) }).map((name) =>
      snakeCase(kebab(name), 'fact'),
    );
    assert.deepEqual(
      names.filter((name) => !told.includes(name)),
      [],
    );
  });

  it('have the same textual media types as the plan', () => {
    const text = sources.find(({ path }) => path === join('shared', 'text.py'))?.text ?? '';
    const literals = /^TEXTUAL = re\.compile\(([^]*?)\n\)/m.exec(text)?.[1] ?? '';
    const textual = new RegExp(`^(?:${Array.from(literals.matchAll(/r"([^"]+)"/g), ([, part]) => part).join('')})$`);
    for (const range of textualContentTypes) assert.match(range.replace('*', 'x'), textual);
    for (const other of ['x/json', 'application/xjson', 'application/octet-stream', 'image/svg', ''])
      assert.doesNotMatch(other, textual);
  });
});
