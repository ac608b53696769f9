/** What the tests of generated code (`test/generated/routes.test.ts`) leave out: several routes of one shape, and speed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pathOf } from '../generated/pattern.js';
import { RouteTable } from '../../templates/typescript/shared/routes.js';

describe('routes', () => {
  it('that share their beginning are told apart by what follows', () => {
    const table = new RouteTable([
      { path: pathOf('/a/*/c') },
      { path: pathOf('/a/b/d') },
      { path: pathOf('/a/b*/e') },
      { path: pathOf('/a/**/f') },
    ]);
    const matching = ['/a/x/c', '/a/b/c', '/a/b/d', '/a/b/e', '/a/bx/e', '/a/f', '/a/b/x/f'];
    for (const path of matching) assert.equal(table.has('GET', path), true, path);
    for (const path of ['/a/x/d', '/a/x/e', '/a', '/a/b', '/a/b/x']) assert.equal(table.has('GET', path), false, path);
  });

  it('of one path may take different methods', () => {
    const table = new RouteTable([
      { path: pathOf('/a'), methods: ['GET', 'HEAD'] },
      { path: pathOf('/a/'), methods: ['POST'] },
      { path: pathOf('/*'), methods: ['DELETE'] },
    ]);
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) assert.equal(table.has(method, '/a'), true, method);
    for (const method of ['PUT', 'get', '']) assert.equal(table.has(method, '/a'), false, method);
    assert.equal(table.has('GET', '/b'), false);
  });

  it('match nothing where there are none', () => {
    assert.equal(new RouteTable([]).has('GET', '/'), false);
  });

  it('cost little, whatever the path: no pattern of them can be made to run long', () => {
    const path = pathOf('/**/a'.repeat(12));
    const table = new RouteTable([{ path }, { path: pathOf('/*a*a*a*a*a*a*b') }]);
    const started = performance.now();
    assert.equal(table.has('GET', '/a'.repeat(3000)), true);
    assert.equal(table.has('GET', `${'/a'.repeat(3000)}/x`), false);
    assert.equal(table.has('GET', `/${'a'.repeat(5000)}`), false);
    assert.ok(performance.now() - started < 10_000, `${String(performance.now() - started)} ms`);
  });
});
