/** Tests several routes with a common prefix, and speed. For single patterns, see `test/generated/routes.test.ts`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pathOf } from '../generated/pattern.js';
import { RouteTable } from '../../templates/typescript/shared/routes.js';

describe('routes', () => {
  it('with a common prefix are distinguished by the rest', () => {
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

  it('with the same path can have different methods', () => {
    const table = new RouteTable([
      { path: pathOf('/a'), methods: ['GET', 'HEAD'] },
      { path: pathOf('/a/'), methods: ['POST'] },
      { path: pathOf('/*'), methods: ['DELETE'] },
    ]);
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) assert.equal(table.has(method, '/a'), true, method);
    for (const method of ['PUT', 'get', '']) assert.equal(table.has(method, '/a'), false, method);
    assert.equal(table.has('GET', '/b'), false);
  });

  it('match nothing if the table is empty', () => {
    assert.equal(new RouteTable([]).has('GET', '/'), false);
  });

  it('are matched quickly for any path', () => {
    const path = pathOf('/**/a'.repeat(12));
    const table = new RouteTable([{ path }, { path: pathOf('/*a*a*a*a*a*a*b') }]);
    const started = performance.now();
    assert.equal(table.has('GET', '/a'.repeat(3000)), true);
    assert.equal(table.has('GET', `${'/a'.repeat(3000)}/x`), false);
    assert.equal(table.has('GET', `/${'a'.repeat(5000)}`), false);
    assert.ok(performance.now() - started < 10_000, `${String(performance.now() - started)} ms`);
  });
});
