/** Compares our parser with Python's `ast`, for all our Python files and many of the standard library. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { walk, type Node } from '../../generator/languages/python/syntax/nodes.js';
import { parsePython } from '../../generator/languages/python/syntax/parse.js';
import { PythonSyntaxError } from '../../generator/languages/python/syntax/tokens.js';
import { pythonEnvironment } from '../python/environment.js';
import { dump } from './dump.js';

/** Code in newer versions of Python, the minor version that has brought it, and the outline of its tree. */
const newer: readonly { readonly code: string; readonly since: number; readonly tree: string }[] = [
  { since: 11, code: 'try:\n    a\nexcept* B as b:\n    c\nexcept* (D, E):\n    f', tree: 'Try(group) a B b c D E f' },
  { since: 11, code: 'a[*b]\na[*b, c]\ndef f(*a: *B): pass', tree: 'Expr a b | Expr a b c | FunctionDef f a B' },
  { since: 12, code: 'type A = int\ntype B[T, *U, **V] = c[T]', tree: 'TypeAlias A int | TypeAlias B T U V c T' },
  { since: 12, code: 'def f[T: (int, str)](a: T) -> T: pass', tree: 'FunctionDef f T int str a T T' },
  { since: 12, code: 'async def f[**P](): pass', tree: 'FunctionDef f P' },
  { since: 12, code: 'class A[T](B[T]): x: T', tree: 'ClassDef A T B T x T' },
  { since: 12, code: "f'{a['b']}' f'{f'{c}'}'", tree: 'Expr a c' },
  { since: 12, code: 'f"{f"{f"{a!r:>{b}}"}"}"', tree: 'Expr a b' },
  { since: 12, code: "f'{a['}']}{'{'}{b}'", tree: 'Expr a b' },
  { since: 12, code: "x = f'{\n  a # }'\n  , b}'", tree: 'Assign x a b' },
  { since: 12, code: "f'{a = # }\n  !r:>{b}}{c==d}'", tree: 'Expr a b c d' },
  { since: 12, code: "f'\\N{BULLET}{a}\\\\N{b}' rf'\\N{c}\\{d}'", tree: 'Expr a b c d' },
  { since: 13, code: 'class A[T = int, *U = *B, **V = [c]]: pass', tree: 'ClassDef A T int U B V c' },
  { since: 14, code: 'x = t\'{a!r:{b}}\' t"{c}"', tree: 'Assign x template a b c' },
  { since: 14, code: 'try:\n    a\nexcept B, C:\n    d', tree: 'Try a B C d' },
];

/** The type of a statement, and the names in it in the order of the text. */
function outline(statement: Node): string {
  const names: { readonly start: number; readonly text: string }[] = [];
  walk(statement, (node) => {
    if (node.type === 'Name') names.push({ start: node.start, text: node.id });
    if (node.type === 'Identifier') names.push(node);
    if (node.type === 'JoinedStr' && node.isTemplate) names.push({ start: node.start, text: 'template' });
    return true;
  });
  const found = names.sort((one, other) => one.start - other.start).map(({ text }) => text);
  const kind = statement.type === 'Try' && statement.isGroup ? 'Try(group)' : statement.type;
  return [kind, ...found].join(' ');
}

/** A Python that knows type parameters with defaults, if one is installed. */
const newest = [
  'python3.13',
  'python3.14',
  ...namesIn(join(homedir(), '.pyenv', 'versions')).map((name) =>
    join(homedir(), '.pyenv', 'versions', name, 'bin', 'python'),
  ),
].find((command) => {
  const { stdout, status } = spawnSync(command, ['-c', 'import sys; print(sys.version_info >= (3, 13))'], {
    encoding: 'utf8',
  });
  return status === 0 && stdout.trim() === 'True';
});

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

const root = join(import.meta.dirname, '..', '..');

describe('the tree of Python', () => {
  const environment = pythonEnvironment();
  const skip =
    environment.kind === 'missing' && process.env['CI'] !== 'true' ? `left out: ${environment.reason}` : false;
  const python = environment.kind === 'ready' ? environment.python : '';

  const agree = (files: readonly string[], program = python): void => {
    const { stdout, stderr } = spawnSync(program, [join(import.meta.dirname, 'dump.py')], {
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

  it(
    'is the same as that of `ast` for newer syntax',
    { skip: newest === undefined && 'no Python 3.13 is installed' },
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'mwgen-syntax-'));
      const files = newer
        .filter(({ since }) => since <= 13)
        .map(({ code }, index) => ({ code, path: join(folder, `${index}.py`) }));
      for (const { code, path } of files) writeFileSync(path, code);
      agree(
        files.map(({ path }) => path),
        newest,
      );
      rmSync(folder, { recursive: true });
    },
  );

  for (const { code, tree } of newer)
    it(`reads ${JSON.stringify(code)}`, () => {
      assert.deepEqual(parsePython(code).body.map(outline), tree.split(' | '));
    });

  it('takes `type` for a name where no other name follows', () => {
    const code = 'type = 1\ntype(x)\ntype.y\ntype[0]\ntype: int = 2\ntype, a = b\ntype in a\ntype if a else b\n';
    assert.ok(parsePython(code).body.every(({ type }) => type !== 'TypeAlias'));
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
      '?',
      'x = \\N',
      'type X',
      'type = X = ',
      'class A[]:\n    pass',
      'def f[T:](): pass',
      'f"{x"',
      "f'{a!}'",
      't"{"',
      "f'{a['x']'",
      "f'\n'",
    ];
    for (const text of wrong) {
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
