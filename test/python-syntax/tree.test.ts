/** Compares our parser with Python's `ast`, for all our Python files and many of the standard library. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parsePython } from '../../generator/languages/python/syntax/parse.js';
import { PythonSyntaxError } from '../../generator/languages/python/syntax/tokens.js';
import { pythonEnvironment } from '../python/environment.js';
import { dump } from './dump.js';

const root = join(import.meta.dirname, '..', '..');

describe('the tree of Python', () => {
  const environment = pythonEnvironment();
  const skip =
    environment.kind === 'missing' && process.env['CI'] !== 'true' ? `left out: ${environment.reason}` : false;
  const python = environment.kind === 'ready' ? environment.python : '';

  const agree = (files: readonly string[]): void => {
    const { stdout, stderr } = spawnSync(python, [join(import.meta.dirname, 'dump.py')], {
      input: JSON.stringify(files),
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    const lines = stdout.trim().split('\n');
    assert.equal(lines.length, files.length, stderr);
    for (const [index, file] of files.entries()) {
      const tree = parsePython(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
      const expected = JSON.stringify(JSON.parse(lines[index] ?? ''));
      const found = JSON.stringify(dump(tree));
      const at = Array.from(found).findIndex((character, position) => character !== expected[position]);
      const around = (text: string): string => text.slice(Math.max(0, at - 100), at + 100);
      assert.ok(found === expected, `${file}:\n${around(found)}\nwhere Python has\n${around(expected)}`);
    }
  };

  it('is the same as that of `ast` for every golden and every test module', { skip }, () => {
    const ours = ['fixtures', 'templates', 'test'].flatMap((folder) => pythonBelow(join(root, folder)));
    assert.ok(ours.length > 40);
    agree(ours);
  });

  it('is the same as that of `ast` for modules of the standard library', { skip }, () => {
    const where = 'import ast, os; print(os.path.dirname(ast.__file__))';
    const library = spawnSync(python, ['-c', where], { encoding: 'utf8' }).stdout.trim();
    const tests = ['patma', 'named_expressions', 'with', 'unpack_ex', 'positional_only_arg', 'generators', 'lambda'];
    const files = [
      ...pythonIn(library).slice(0, 60),
      ...pythonIn(join(library, 'asyncio')),
      ...tests.map((name) => join(library, 'test', `test_${name}.py`)),
    ];
    agree(files.filter((file) => existsSync(file)));
  });

  it('binds `not` tighter than `and`', () => {
    const [statement] = parsePython('not a and b').body;
    assert.ok(statement?.type === 'Expr' && statement.value.type === 'BoolOp');
    assert.deepEqual(
      statement.value.values.map(({ type }) => type),
      ['UnaryOp', 'Name'],
    );
  });

  it('rejects invalid and unsupported syntax', () => {
    const wrong = [
      'a b',
      'if a\n    b',
      'def f(:\n    pass',
      'x = (1',
      'if a:\nb',
      '  a',
      'x = "',
      'type X = int',
      '?',
    ];
    for (const text of [...wrong, 'try:\n    pass\nexcept* E:\n    pass', 'class A[T]:\n    pass', 'x = \\N']) {
      assert.throws(() => parsePython(text), PythonSyntaxError, text);
    }
    assert.throws(() => parsePython('a = 1\nb = = 2'), /Line 2 .* not "= 2"/);
  });
});

/** The Python files directly in a folder. */
function pythonIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((name) => join(folder, name));
}

function pythonBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (/^(?:\.|node_modules$)/.test(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pythonBelow(path);
    return entry.name.endsWith('.py') ? [path] : [];
  });
}
