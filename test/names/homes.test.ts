/** Tests which helpers stand in the module that uses them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { homesOf } from '../../generator/languages/homes.js';
import type { Part } from '../../generator/languages/homes.js';
import { linkPython } from '../../generator/languages/python/modules.js';
import { linkModules } from '../../generator/languages/typescript/modules.js';

function part(name: string, uses: readonly string[], more: Partial<Part> = {}): Part {
  return { name, kind: 'helper', lines: 10, uses: new Set(uses), meanings: new Map(), ...more };
}

function homes(...parts: readonly Part[]): Record<string, string> {
  return Object.fromEntries(Array.from(homesOf(parts)).filter(([name, home]) => name !== home));
}

const host = { kind: 'host' } as const;
const index = part('index', ['api', 'options'], { kind: 'index' });

describe('the home of a helper', () => {
  it('is the only module that uses it, also through others', () => {
    const api = part('api', ['a', 'options'], host);
    assert.deepEqual(homes(index, api, part('a', ['b']), part('b', []), part('options', [])), {
      a: 'api',
      b: 'api',
      options: 'api',
    });
  });

  it('is a file of its own where two modules use it, or the file of the user', () => {
    const second = part('second', ['a'], host);
    assert.deepEqual(homes(part('api', ['a'], host), second, part('a', [])), {});
    assert.deepEqual(homes(part('stub', ['a'], { kind: 'fixed' }), part('a', [])), {});
    assert.deepEqual(homes(index, part('api', ['a'], host), part('a', ['options']), part('options', [])), {
      a: 'api',
      options: 'api',
    });
  });

  it('is a file of its own where the other one would be long, or a name would mean two things', () => {
    assert.deepEqual(homes(part('api', ['a'], { ...host, lines: 195 }), part('a', [])), {});
    const named = (meaning: string): Partial<Part> => ({ meanings: new Map([['x', meaning]]) });
    assert.deepEqual(homes(part('api', ['a'], { ...host, ...named('one') }), part('a', [], named('two'))), {});
    assert.deepEqual(homes(part('api', ['a'], { ...host, ...named('one') }), part('a', [], named('one'))), {
      a: 'api',
    });
  });
});

describe('a helper in its home', () => {
  it('stands below what uses it, unless it is needed when the file is loaded', () => {
    const texts = linkModules(
      [
        {
          name: 'api',
          role: 'entry',
          text: 'const table = new Table();\nexport function api() { return later(table); }',
        },
        { name: 'internal/a', source: 'a', role: 'library', text: 'export class Table {}' },
        { name: 'internal/b', source: 'b', role: 'library', text: 'export function later(x: unknown) { return x; }' },
      ],
      { globals: [], specifier: (_, to) => to },
    );
    assert.deepEqual(Array.from(texts.keys()), ['api']);
    assert.match(texts.get('api') ?? '', /^class Table[^]*const table[^]*function api[^]*\nfunction later/);
  });

  it('stands above where Python evaluates its name at once, as in annotations', () => {
    const texts = linkPython(
      [
        { name: 'api', doc: '"""Api."""', role: 'entry', code: 'def api(x: Options):\n    return later(x)' },
        { name: '_internal/a', doc: '"""A."""', role: 'library', code: 'class Options:\n    pass' },
        { name: '_internal/b', doc: '"""B."""', role: 'library', code: 'def later(x):\n    return x' },
        { name: '_internal/__init__', doc: '"""Helpers."""', role: 'entry', code: '' },
      ],
      {},
    );
    assert.deepEqual(Array.from(texts.keys()), ['api']);
    assert.match(texts.get('api') ?? '', /class Options[^]*def api[^]*def later/);
  });
});
