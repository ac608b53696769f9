/** Fields that have the same value in all objects of an output. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { specialised } from './specialise.js';

/** A helper with a class of settings, and a function that uses them. */
function helper(result: string, fields = 'size: int\n    """How large it may be."""\n    name: str'): string {
  return `from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """What the spec says."""

    ${fields}


LIMITED = frozenset({"a"})


def run(settings: Settings, given):
    return ${result}
`;
}

const both = helper('(settings.size + given, settings.size, settings.name)');

describe('fields that are the same in all objects, in Python', () => {
  it('become constants, and classes without fields go', () => {
    const made = specialised(both, 'SETTINGS = Settings(10, "one")\n\nrun(SETTINGS, x())', { spare: ['SETTINGS'] });
    assert.equal(
      made.helper,
      `from dataclasses import dataclass


SIZE = 10
"""How large it may be."""


def run(given):
    return (SIZE + given, SIZE, "one")`,
    );
    assert.match(made.entry, /^run\(x\(\)\)$/m);
  });

  it('stay fields where one object differs', () => {
    const made = specialised(both, 'run(Settings(10, "one"), x())\nrun(Settings(10, "two"), x())');
    assert.match(made.helper, /SIZE \+ given, SIZE, settings\.name/);
    assert.match(made.helper, /class Settings:\n.*\n\n {4}name: str/);
    assert.match(made.entry, /run\(Settings\("one"\), x\(\)\)\nrun\(Settings\("two"\), x\(\)\)/);
  });

  it('stay fields where the value is made at run time, can be changed, or belongs to one module', () => {
    for (const value of ['x()', '[1]', 'OWN', 'Settings']) {
      const { entry } = specialised(
        helper('settings.size, given', 'size: object'),
        `OWN = x()\nrun(Settings(${value}), y())`,
      );
      assert.match(entry, /run\(Settings\(.+\), y\(\)\)/, value);
    }
  });

  it('stay fields where an object of an unknown class has one with this name', () => {
    const text = helper('settings.size, given.size', 'size: int');
    assert.match(specialised(text, 'run(Settings(1), x())').helper, /settings\.size, given\.size/);
  });

  it('stay fields of classes that the application can use', () => {
    const { helper: text } = specialised(both, 'run(Settings(10, "one"), x())', { open: ['Settings'] });
    assert.match(text, /settings\.size \+ given/);
  });

  it('are named after their class if another module has their name, and are not named twice', () => {
    const { helper: text } = specialised(both, 'SIZE = 1\nrun(Settings(10, "one"), SIZE)');
    assert.match(text, /SETTINGS_SIZE \+ given, SETTINGS_SIZE/);
    const limited = helper('settings.names, given', 'names: frozenset[str]');
    assert.match(specialised(limited, 'run(Settings(LIMITED), x())').helper, /return LIMITED, given/);
    const made = specialised(limited, 'run(Settings(frozenset({"b"})), x())').helper;
    assert.match(made, /^NAMES = frozenset\(\{"b"\}\)$/m);
  });

  it('decide conditions', () => {
    const text = helper('(1 if settings.flag else 2), given', 'flag: bool = False');
    assert.match(specialised(text, 'run(Settings(flag=True), x())').helper, /return 1, given$/);
    const ranges = helper('not settings.ranges or given in settings.ranges', 'ranges: tuple[int, ...] = ()');
    assert.match(specialised(ranges, 'run(Settings((1, 2)), x())').helper, /return given in RANGES/);
    const codes = helper('not settings.codes or given in settings.codes', 'codes: frozenset[int] = frozenset()');
    for (const filled of ['range(1, 2)', '(*range(1, 2), *range(4, 9))', '(1,)']) {
      const made = specialised(codes, `run(Settings(frozenset(${filled})), x())`);
      assert.match(made.helper, /return given in CODES/, filled);
    }
    for (const unclear of ['range(2, 2)', '(*range(2, 2),)', 'range(3)']) {
      const made = specialised(codes, `run(Settings(frozenset(${unclear})), x())`);
      assert.match(made.helper, /return not CODES or given in CODES/, unclear);
    }
  });

  it('stay fields where the value is a local variable, whatever else has its name', () => {
    const text = `${helper('settings.call(given)', 'call: object')}\n\ndef finish(given):\n    return given`;
    const { entry, helper: made } = specialised(
      text,
      'def one(x):\n    def finish(given):\n        return x\n\n    return run(Settings(finish), x)\n\n\none(finish(y()))',
    );
    assert.match(entry, /run\(Settings\(finish\), x\)/);
    assert.match(made, /settings\.call\(given\)/);
  });

  it('stay fields where a local variable would hide the function', () => {
    const text = helper('[settings.call(finish) for finish in given]', 'call: object');
    const made = specialised(`${text}\n\ndef finish(given):\n    return given`, 'run(Settings(finish), x())').helper;
    assert.match(made, /settings\.call\(finish\)/);
  });
});
