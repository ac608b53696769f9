/** Tests what the Python specialiser folds and removes, and what it refuses. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formerCanonicalPython as formatted } from '../../generator/languages/python/format.js';
import type { PythonKnowledge } from '../../generator/languages/python/specialise/specialise.js';
import { specialised } from './specialise.js';

const facts = 'from ..facts import facts\n\n\n';

/** A function with these statements, which the entry calls with an unknown value. */
function body(...lines: readonly string[]): string {
  return `${facts}def f(x, y):\n${lines.map((line) => `    ${line}`).join('\n')}\n`;
}

function assertBody(lines: readonly string[], expected: readonly string[], knowledge?: Partial<PythonKnowledge>): void {
  const { helper } = specialised(body(...lines), 'f(a(), b())', { facts: { yes: true, no: false }, ...knowledge });
  const found = helper.replace(/^[^]*?def f\(.*\):\n/, '');
  const wanted = formatted(body(...expected)).replace(/^[^]*?def f\(.*\):\n/, '');
  assert.equal(found.trim(), wanted.trim());
}

const use = 'return x(y)';

describe('folding Python', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['`if` that holds', ['if facts.yes:', '    x()', use], ['x()', use]],
    ['`if` that does not', ['if facts.no:', '    x()', use], [use]],
    ['`else`', ['if facts.no:', '    x()', 'else:', '    y()', use], ['y()', use]],
    ['`elif` that becomes `if`', ['if facts.no:', '    x()', 'elif y:', '    y()', use], ['if y:', '    y()', use]],
    [
      '`elif` that becomes `else`',
      ['if x:', '    x()', 'elif facts.yes:', '    y()', 'else:', '    z()', use],
      ['if x:', '    x()', 'else:', '    y()', use],
    ],
    [
      '`elif` that goes',
      ['if x:', '    x()', 'elif facts.no:', '    z()', 'else:', '    y()', use],
      ['if x:', '    x()', 'else:', '    y()', use],
    ],
    ['code after a `return`', ['if facts.yes:', `    ${use}`, 'x()', 'return y'], [use]],
    ['a comment above removed code', ['# Why.', 'if facts.no:', '    x()', '# Kept.', use], ['# Kept.', use]],
    [
      'a suite that is moved out, with its comments',
      ['if facts.yes:', '    # Why.', '    x()', use],
      ['# Why.', 'x()', use],
    ],
    ['`and`', ['return facts.yes and x and y'], ['return x and y']],
    ['`or` in an `and`', ['return x and (facts.no or y)'], ['return x and y']],
    ['parentheses that are needed', ['return x and (y or x if facts.yes else z)'], ['return x and (y or x)']],
    ['parentheses that are not needed', ['return not (x if facts.yes else z) and y'], ['return not x and y']],
    ['`not`', ['if not facts.no:', '    x()', use], ['x()', use]],
    ['a conditional expression', ['return x(y) if facts.yes else z'], ['return x(y)']],
    [
      '`while` and `with`',
      ['while x:', '    with y:', '        if facts.no:', '            z()', '        x()', use],
      ['while x:', '    with y:', '        x()', use],
    ],
    ['a condition at the end of an `and`, where only its truth matters', ['if x and facts.no:', '    z()', use], [use]],
    ['a local variable with a known value', ['z = None', 'if z is None:', '    x()', use], ['x()', use]],
    ['an unused local variable', ['z = x', use], [use]],
    ['an unused local variable whose value has a side effect', ['z = x()', use], ['x()', use]],
    [
      'a list of what is there',
      ['z = x()', 'w = [one for one in (None, z) if one is not None]', 'return w, y'],
      ['z = x()', 'w = [one for one in (z,) if one is not None]', 'return w, y'],
    ],
    ['a loop without a body', ['for one in (x, y):', '    if facts.no:', '        one()', use], [use]],
    ['a value that is only returned', ['z = x(y)', 'if facts.no:', '    z = 2', 'return z'], ['return x(y)']],
  ];
  for (const [what, lines, expected] of cases)
    it(what, () => {
      assertBody(lines, expected);
    });

  it('does not fold unknown values: mutable ones, those assigned twice, names in strings', () => {
    for (const lines of [
      ['z = []', 'x(z)', 'if not z:', '    y()', 'return z, y'],
      ['z = None', 'if x:', '    z = y', 'if z is None:', '    x()', 'return z, y'],
      ['return x("facts.no", y)'],
      ['return x == None or y'],
      ['def g():', '    facts = x()', '    return facts.no', 'return g, y'],
    ]) {
      assertBody(lines, lines);
    }
  });

  it('has no further effect when it is repeated', () => {
    const { helper, entry } = specialised(body('if facts.no:', '    x()', use), 'f(a(), b())', {
      facts: { no: false },
    });
    assert.deepEqual(specialised(helper, entry), { helper, entry });
  });

  it('rejects unknown facts', () => {
    assert.throws(() => {
      assertBody(['if facts.other:', '    x()', use], [use]);
    }, /uses the unknown fact "other"/);
  });
});

const settings = `@dataclass(frozen=True)
class Settings:
    """Doc."""

    size: int
    """Bytes."""
    name: str | None = None
    """A name."""
    deep: bool = False
    sizes: tuple[int, ...] = ()


def f(settings: Settings) -> int:
    if settings.name is not None:
        print(settings.name)
    if settings.deep and settings.size:
        print(2)
    sizes = settings.sizes
    if sizes:
        print(sizes)
    return settings.size
`;

describe('settings', () => {
  it('are removed with their conditions if no call passes them', () => {
    const { helper } = specialised(settings, 'f(Settings(size=g()))');
    assert.equal(
      helper,
      '@dataclass(frozen=True)\nclass Settings:\n    """Doc."""\n\n    size: int\n    """Bytes."""\n\n\ndef f(settings: Settings) -> int:\n    return settings.size',
    );
  });

  it('are kept if some call passes them', () => {
    const { helper } = specialised(settings, 'f(Settings(size=1, name="x"))\nf(Settings(size=1))');
    assert.match(helper, /name: str \| None = None\n {4}"""A name\."""/);
    assert.match(helper, /if settings\.name is not None:/);
    assert.doesNotMatch(helper, /deep|sizes/);
  });

  it('have no default if they are always present, and come before those that have one', () => {
    const text = settings
      .replace('    name:', '    first: int = 0\n    name:')
      .replace('return settings.size', 'return settings.size + settings.first');
    const entry = 'f(Settings(size=1, name=x(), first=y()))\nf(Settings(size=2, name=z(), first=y()))';
    const { helper } = specialised(text, entry, { presence: { 'Settings.name': 'always' } });
    assert.match(helper, /^ {4}print\(settings\.name\)$/m);
    assert.match(helper, / {4}name: str\n {4}first: int = 0\n/);
  });

  it('are kept in a class that the application uses', () => {
    const { helper } = specialised(settings, 'f(Settings(size=1))', { open: ['Settings'] });
    assert.equal(helper, settings.trim());
  });

  it('are removed with their arguments if nothing reads them', () => {
    const text = '@dataclass\nclass A:\n    x: int\n    y: int\n\ndef f(a: A):\n    return a.y';
    const { helper, entry } = specialised(text, 'f(A(1, 2))\nf(A(y=3, x=1))');
    assert.doesNotMatch(helper, /x/);
    assert.equal(entry, 'f(A(2))\nf(A(y=3))');
  });
});

describe('parameters, attributes, methods and keys', () => {
  it('removes unused parameters with all their arguments', () => {
    const { helper, entry } = specialised(
      `${facts}def f(a, b, *, c):\n    if facts.no:\n        print(b, c)\n    return a`,
      'f(1, 2, c=3)\nf(1, b=2, c=x.y)',
      { facts: { no: false } },
    );
    assert.equal(helper, formatted(`${facts}def f(a):\n    return a`).trim());
    assert.equal(entry, 'f(1)\nf(1)');
  });

  it('replaces parameters that always have the same value', () => {
    const { helper, entry } = specialised(
      'def f(a, b=None, c=False):\n    if b is None and c:\n        return a\n    return b',
      'f(x(), c=True)\nf(y(), c=True)',
    );
    assert.equal(helper, 'def f(a):\n    return a');
    assert.equal(entry, 'f(x())\nf(y())');
  });

  it('removes unused attributes and methods; `self._x` belongs to its class', () => {
    const text = `class A:
    def __init__(self, x, y):
        self._x = x
        self._y = y
        self.z = None
        """Said of z."""

    def get(self):
        return self._y

    def other(self):
        return self.z


class B:
    def __init__(self, x):
        self._x = x

    def both(self):
        return self._x


def f(x, y):
    return A(x, y).get(), B(x).both()`;
    const { helper } = specialised(text, 'f(a(), b())');
    assert.match(
      helper,
      /class A:\n {4}def __init__\(self, y\):\n {8}self\._y = y\n\n {4}def get\(self\):\n {8}return self\._y\n\n\nclass B:/,
    );
  });

  it('keeps methods that are called on an object of an unknown class', () => {
    const text =
      'class A:\n    def get(self, x):\n        return 1\n\n\ndef f(a, b):\n    return b.get(2) if a else A()';
    const { helper } = specialised(text, 'f(a(), b())');
    assert.match(helper, /def get\(self, x\):/);
  });

  it('removes calls of an empty method, and then the method', () => {
    const text = `${facts}class A:
    def __init__(self, x):
        self._x = x

    def note(self, y):
        """Note."""
        if facts.no:
            print(self._x, y)

    def get(self):
        return self._x


def f(a: A, y):
    a.note(y.get("z"))
    return a.get()`;
    const { helper } = specialised(text, 'f(A(b()), c)', { facts: { no: false } });
    assert.doesNotMatch(helper, /note|y/);
  });

  it('removes keys that never occur, with their conditions', () => {
    const text = `class R(TypedDict, total=False):
    a: int
    b: int
    """Said of b."""


def f(r: R):
    r["a"] = 1
    b = r.get("b")
    if b is not None:
        print(b)
    return r`;
    const { helper } = specialised(text, 'f(x())');
    assert.equal(
      helper,
      'class R(TypedDict, total=False):\n    a: int\n\n\ndef f(r: R):\n    r["a"] = 1\n    return r',
    );
  });

  it('removes values of a `Literal` that never occur; text of the spec does not count as an occurrence', () => {
    const { helper } = specialised(
      'W: TypeAlias = Literal["a", "b", "c"]\n\n\ndef f(x) -> W:\n    return "a" if x else "c"',
      'f("b")',
    );
    assert.match(helper, /Literal\["a", "c"\]/);
  });

  it('puts the items of a dictionary in the place where it is unpacked, if nothing else reads it', () => {
    const text = (items: string): string => `def f(x):\n    a = {${items}}\n    return {"b": 1, **a, "c": x}`;
    assert.match(specialised(text('"d": x'), 'f(y())').helper, /def f\(x\):\n {4}return \{"b": 1, "d": x, "c": x\}/);
    assert.match(specialised(text(''), 'f(y())').helper, /def f\(x\):\n {4}return \{"b": 1, "c": x\}/);
    assert.match(specialised(text('"d": g()'), 'f(y())').helper, /\*\*a/);
    const read = 'def f(x):\n    a = {"d": x}\n    return {**a}, a';
    assert.match(specialised(read, 'f(y())').helper, /\*\*a/);
  });
});

describe('code that is refused or kept', () => {
  it('an unused argument with a side effect', () => {
    const text = 'def f(a, b):\n    return a';
    assert.throws(
      () => specialised(text, 'f(1, x())'),
      /"b" is never read, but `x\(\)` in entry may have a side effect\./,
    );
    assert.throws(() => specialised(text, 'f(*x)'), /unknown whether `\*x` in entry passes "b"/);
    assert.throws(() => specialised(text, 'f(1, **x)'), /unknown whether `\*\*x` in entry passes "b"/);
  });

  it('a function that is passed on keeps its parameters', () => {
    const text = 'def g(a, b):\n    return a\n\n\ndef f():\n    return g';
    assert.match(specialised(text, 'f()').helper, /def g\(a, b\)/);
  });

  it('a method keeps its parameters if it is passed on, but not if an attribute of another class has its name', () => {
    const passing = (owner: string): string => `class A:
    def add(self, a):
        return 1


class B:
    def __init__(self):
        self.add = 1


def f(one: A, other: B):
    one.add(2)
    return ${owner}.add, other, A(), B()`;
    assert.match(specialised(passing('other'), 'f(x(), y())').helper, /def add\((self)?\)/);
    assert.match(specialised(passing('one'), 'f(x(), y())').helper, /def add\(self, a\)/);
  });

  it('methods of protocols, and overridden or inherited methods, keep their parameters', () => {
    const text = `class P(Protocol):
    def one(self, a): ...


class A:
    def two(self, a):
        return 1


class B(A):
    def two(self, a):
        return a


def f(p: P, a: A):
    return p.one(1), a.two(2), B()`;
    const { helper } = specialised(text, 'f(x(), y())');
    assert.match(helper, /def one\(self, a\)/);
    assert.equal(helper.match(/def two\(self, a\)/g)?.length, 2);
  });
});
