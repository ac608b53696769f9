/** Tests which names Python code uses and does not declare. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePython } from '../../generator/languages/python/syntax/parse.js';
import { readScopes } from '../../generator/languages/python/syntax/scopes.js';

/** Descriptions, code, and the names that are not declared. */
const cases: readonly (readonly [string, string, string])[] = [
  ['parameters', 'def f(a, /, b, *c, d, **e):\n    return a, b, c, d, e, x', 'x'],
  [
    'defaults and types of parameters, which belong to the enclosing scope',
    'def f(x: T = x) -> R:\n    return x',
    'T R x',
  ],
  ['the name of a function inside it', 'def f():\n    return f', ''],
  ['assignments anywhere in a function', 'def f():\n    if a:\n        x = 1\n    return x', 'a'],
  [
    'assignments with types, and to several',
    'def f():\n    x: T = 1\n    (y, *z), w.v = u\n    return x, y, z',
    'T w u',
  ],
  ['`global`', 'def f():\n    global x\n    x = 1\n\ndef g():\n    return x', ''],
  [
    'type parameters, which are visible in the head and the body of their definition alone',
    'def f[T: B = D](a: T) -> T:\n    return T, f\n\nclass A[U](C[U]):\n    x: U\n    def g(self) -> U: return U\n\ntype X[V] = E[V]\nT, U, V, X',
    'B D C E T U V',
  ],
  ['`nonlocal`', 'def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    return g', ''],
  ['imports', 'import a.b\nimport c as d\nfrom .e import f, g as h\na, d, f, h, b, c, g', 'b c g'],
  [
    '`for`, `with` and `except`',
    'for a in A:\n    a\nwith B as b:\n    b\ntry:\n    pass\nexcept C as c:\n    c',
    'A B C',
  ],
  ['lambdas', 'f = lambda a, *b, c=d: a + b + c + e', 'd e'],
  ['comprehensions', '[a + b for a in a for b in a if c]', 'a c'],
  ['targets of comprehensions, which are not visible outside', '[a for a in b]\na', 'b a'],
  ['`:=` in a comprehension, which is', 'def f():\n    [y := x for x in z]\n    return x, y', 'z x'],
  [
    '`match`',
    'match a:\n    case B(c, d=e) if f:\n        c, e\n    case [g, *h] | {"k": i, **j}:\n        g, h, i, j\n    case k.l:\n        pass',
    'a B f k',
  ],
  ['names of a class in its body', 'class A:\n    x = 1\n    y = x', ''],
  ['names of a class in its methods', 'class A:\n    x = 1\n    def f(self):\n        return x', 'x'],
  ['a name of a class with a value from outside', 'class A:\n    x = x', 'x'],
  ['decorators and bases', '@d(e)\nclass A(B, k=C):\n    @p\n    def f(self):\n        pass', 'd e B C p'],
  ['attributes and keywords', 'a.b.c(d=e)', 'a e'],
  ['replacement fields of f-strings', 'f"x {a!r:>{b}} {{c}} {d[\'e\']=}"', 'a b d'],
  ['text', '"a b"\n"""c"""\n# d\nf"e"\nb"f"', ''],
  ['quoted annotations', 'def f(a: "A[B]", b: Literal["C"]) -> "D | None":\n    x: list["E"]', 'A B Literal D list E'],
  ['`del`', 'def f():\n    x = a\n    del x, b[c]', 'a b c'],
];

describe('scopes of Python', () => {
  for (const [what, text, expected] of cases) {
    it(what, () => {
      const { free } = readScopes(parsePython(text), text);
      const names = Array.from(free.values(), (set) => Array.from(set)).flat();
      const all = Array.from(new Set(names)).sort();
      assert.deepEqual(all, expected.split(' ').filter(Boolean).sort());
    });
  }

  it('returns the free names of a statement', () => {
    const text = 'a = 1\n\n\ndef f(b):\n    a = b\n    return a\n\n\ndef g():\n    return a, f';
    const scopes = readScopes(parsePython(text), text);
    const reads = Array.from(scopes.reads.values(), (set) => Array.from(set).sort());
    assert.deepEqual(reads.slice(1), [[], ['a', 'f']]);
  });
});
