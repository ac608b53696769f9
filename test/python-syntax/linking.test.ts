/** Tests the linker of Python. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import { linkPython, type PythonDraft } from '../../generator/languages/python/modules.js';

function draft(name: string, code: string, role: PythonDraft['role'] = 'library'): PythonDraft {
  return { name, doc: `"""${name}."""`, code, role };
}

/** Links modules into which no helper may be moved, so that each one is a file. */
function link(...drafts: readonly PythonDraft[]): Record<string, string> {
  const stubs = drafts.map(({ name }) => name);
  return Object.fromEntries(linkPython(drafts, { json: 'import', Path: 'pathlib' }, stubs));
}

describe('linking Python', () => {
  it('keeps what is used, and imports it', () => {
    const found = link(
      draft('main', 'print(used(Path()))', 'entry'),
      draft(
        '_internal/helper',
        'def used(x):\n    return json.dumps(x) + MORE\n\n\nMORE = ""\n"""More."""\n\nUNUSED = 1',
      ),
    );
    assert.deepEqual(found, {
      main: '"""main."""\n\nfrom pathlib import Path\n\nfrom ._internal.helper import used\n\nprint(used(Path()))\n',
      '_internal/helper':
        '"""_internal/helper."""\n\nimport json\n\ndef used(x):\n    return json.dumps(x) + MORE\n\nMORE = ""\n"""More."""\n',
    });
  });

  it('does not treat strings or other names as references', () => {
    const helper = draft('_internal/helper', 'def helper():\n    pass');
    for (const code of [
      'x = "helper"',
      'x = f"helper {1} {{helper}}"',
      '# helper\nx = 1',
      'def f(helper):\n    return helper',
      'def f():\n    helper = 1\n    return helper',
      'x = list.helper\nlist(helper=1)',
      '[helper for helper in list]',
      'class A:\n    helper = 1\n    z = helper',
      "x = {'helper': 'it''s helper'}",
      'x = "a\\"helper"\n',
      'helper = 1\nhelper',
    ]) {
      assert.deepEqual(Object.keys(link(draft('main', code, 'entry'), helper)), ['main'], code);
    }
    for (const code of ['f"{helper}"', 'def f(x=helper):\n    pass', 'x: "helper"']) {
      assert.equal(Object.keys(link(draft('main', code, 'entry'), helper)).length, 2, code);
    }
  });

  it("keeps the modules' own imports, even with names that other modules use", () => {
    const found = link(
      draft('main', 'first()', 'entry'),
      draft(
        '_internal/a',
        'from json import loads as read\nfrom ._b import second, other as third\n\n\ndef first():\n    return second(read, third)',
      ),
      draft('_internal/_b', 'import os.path\n\n\nother = 1\n\n\ndef second(x, y):\n    return os, x, y'),
    );
    const lines = ['from json import loads as read', 'from ._b import second', 'from ._b import other as third'];
    for (const line of lines) assert.ok(found['_internal/a']?.includes(`${line}\n`), line);
    assert.match(found['_internal/_b'] ?? '', /^import os\.path$/m);
  });

  it('rejects an import of a missing name, and two imports of one name', () => {
    const main = draft('main', 'first()', 'entry');
    const wrong = draft('a', 'from .b import gone\n\n\ndef first():\n    return gone');
    assert.throws(() => link(main, wrong, draft('b', 'x = 1')), /a imports "gone" from b, which does not declare it\./);
    assert.throws(() => link(main, draft('a', 'x = 1'), draft('b', 'x = 2')), /"x" is declared in b and in a\./);
  });

  it('fails for an undeclared name', () => {
    const main = draft('main', 'def f():\n    return forgotten', 'entry');
    assert.throws(() => link(main), /^Error: main refers to "forgotten", which no module declares/);
  });

  it('sorts imports as Ruff does by default', () => {
    const code = [
      'from starlette.types import Send, Receive, ASGIApp as App',
      'from os import path, SEEK_END, PathLike',
      'import zlib',
      'from .b import second',
      'from collections.abc import Callable',
      'import asyncio',
      'from __future__ import annotations',
      'from opentelemetry._logs import get_logger, LogRecord',
      '',
      '',
      'used = (Send, Receive, App, path, SEEK_END, PathLike, zlib, second, Callable, asyncio, annotations, get_logger, LogRecord)',
    ].join('\n');
    const [text = ''] = Object.values(link(draft('main', code, 'entry'), draft('b', 'second = 1')));
    const ruff = new Workspace({ lint: { select: ['I001', 'F401', 'F811'] } }, PositionEncoding.Utf16);
    const formatted = ruff.format(text);
    assert.match(formatted, /^from __future__ import annotations\n\nimport asyncio\n/m);
    assert.deepEqual(ruff.check(formatted), []);
  });
});
