/** Tests the linker of TypeScript. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linkModules } from '../../generator/languages/typescript/modules.js';
import type { UnlinkedModule } from '../../generator/languages/typescript/modules.js';

describe('the linker of TypeScript', () => {
  it('follows the imports of real source, and keeps only what is needed', () => {
    const files = link([
      entry('main', 'export const main = (): Follower => new Follower();'),
      source(
        'internal/follow',
        'node/follow',
        "import type { Socket } from 'node:net';",
        "import { sep, join } from 'node:path';",
        "import { type Body, BodyRecorder as Recorder } from '../shared/body.js';",
        "import * as zlib from 'node:zlib';",
        "import load from 'loader';",
        'export class Follower extends Recorder { socket?: Socket; body?: Body; path = join(zlib.name, load.name); }',
        'export const unneeded = sep;',
      ),
      source('internal/body', 'shared/body', 'export interface Body { a: 1 }', 'export class BodyRecorder {}'),
    ]);
    assert.equal(
      files['internal/follow'],
      [
        'import type { Socket } from "node:net";',
        'import { join } from "node:path";',
        'import * as zlib from "node:zlib";',
        'import load from "loader";',
        'import { type Body, BodyRecorder as Recorder } from "./body.js";',
        '',
        'export class Follower extends Recorder { socket?: Socket; body?: Body; path = join(zlib.name, load.name); }',
        '',
      ].join('\n'),
    );
    assert.match(files['main'] ?? '', /^import \{ Follower \} from "\.\/internal\/follow\.js";/);
  });

  it('lets two modules take the same name from different places', () => {
    const files = link([
      entry('main', 'export const main = [first, second];'),
      source('internal/a', 'shared/a', "import type { Context } from 'hono';", 'export let first: Context;'),
      source(
        'internal/b',
        'shared/b',
        "import type { Context } from '@opentelemetry/api';",
        'export let second: Context;',
      ),
    ]);
    assert.match(files['internal/a'] ?? '', /^import type \{ Context \} from "hono";/);
    assert.match(files['internal/b'] ?? '', /^import type \{ Context \} from "@opentelemetry\/api";/);
  });

  it('ignores a local variable of the same name in another function', () => {
    const files = link([
      entry('main', 'export function main() { return started(); function a(join: string) { return join; } void a; }'),
      source('internal/a', 'a', "import { join } from 'node:path';", 'export function started() { return join; }'),
    ]);
    assert.match(files['main'] ?? '', /^import \{ started \}/);
    const two = [
      entry('main', 'export function main() { { const join = 1; void join; } return join(); }'),
      source('internal/a', 'a', 'export function join() {}'),
    ];
    assert.match(link(two)['main'] ?? '', /^import \{ join \} from "\.\/internal\/a\.js";/);
  });

  it('exports only what other modules import', () => {
    const files = link([
      entry('main', 'export const main = taken();'),
      source('internal/a', 'a', '/** export */\nexport const own = 1;', 'export function taken() { return own; }'),
    ]);
    assert.equal(files['internal/a'], '/** export */\nconst own = 1;\n\nexport function taken() { return own; }\n');
  });

  const faults: readonly (readonly [string, RegExp, readonly UnlinkedModule[]])[] = [
    ['a name that nothing declares', /^Error: main refers to "req"/, [entry('main', 'export const main = req;')]],
    [
      'a global of another platform',
      /^Error: main refers to "Deno"/,
      [entry('main', 'export const main = [process, Deno];')],
    ],
    [
      'a name that a helper uses without importing it from another module',
      /^Error: internal\/a refers to "there"/,
      [
        entry('main', 'export const main = here;'),
        source('internal/a', 'a', 'export const here = there;'),
        source('internal/b', 'b', 'export const there = 1;'),
      ],
    ],
    [
      'a parameter where a type is expected',
      /^Error: main refers to "Request"/,
      [entry('main', 'export function main(Request: string): Request { return Request; }')],
    ],
    [
      'an import of a missing module',
      /^Error: main imports from "\.\/b\.js"/,
      [entry('main', "import { b } from './b.js';", 'export const main = b;')],
    ],
    [
      'an import of the platform module that was not expanded',
      /^Error: main imports from "#platform"/,
      [entry('main', "import { b } from '#platform';", 'export const main = b;')],
    ],
    [
      'an import of a name that the other module does not export',
      /^Error: internal\/a uses "b" of internal\/b, which does not export it/,
      [
        entry('main', 'export const main = a;'),
        source('internal/a', 'a', "import { b } from './b.js';", 'export const a = b;'),
        source('internal/b', 'b', 'const b = 1;'),
      ],
    ],
    [
      'a name that two modules export and that is not imported',
      /^Error: main refers to "a", which is exported by internal\/a and by internal\/b/,
      [
        entry('main', 'export const main = a;'),
        source('internal/a', 'a', 'export const a = 1;'),
        source('internal/b', 'b', 'export const a = 2;'),
      ],
    ],
    ['lists of exports', /^Error: main has an export list/, [entry('main', 'const main = 1;', 'export { main };')]],
  ];
  for (const [name, message, drafts] of faults) {
    it(`refuses ${name}`, () => {
      assert.throws(() => link(drafts), message);
    });
  }
});

function entry(name: string, ...statements: readonly string[]): UnlinkedModule {
  return { name, role: 'entry', text: statements.join('\n') };
}

function source(name: string, path: string, ...statements: readonly string[]): UnlinkedModule {
  return { name, source: path, role: 'library', text: statements.join('\n') };
}

/** Links modules into which no helper may be moved, so that each one is a file. */
function link(drafts: readonly UnlinkedModule[], stubs = drafts.map(({ name }) => name)): Record<string, string> {
  const specifier = (from: string, to: string): string =>
    from.includes('/') ? `./${to.replace('internal/', '')}.js` : `./${to}.js`;
  return Object.fromEntries(linkModules(drafts, { globals: ['process'], stubs, specifier }));
}
