/** Tests the operations of a middleware and their order. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { courseOf } from '../../generator/plan/course.js';
import type { CourseTraits } from '../../generator/plan/course.js';
import type { MiddlewarePlan } from '../../generator/plan/plan.js';
import { readSpec } from '../../generator/spec/read-spec.js';

const inPlace: CourseTraits = { changesInPlace: true };
const byCopy: CourseTraits = { changesInPlace: false };

describe('the course of a middleware', () => {
  it('contains only what the middleware needs', () => {
    assert.deepEqual(opsOf('timing: true'), ['clock', 'onHead', 'goOn']);
    assert.deepEqual(opsOf('headers: { response: { remove: [X-Powered-By] } }'), ['onHead', 'goOn']);
    assert.deepEqual(opsOf('headers: { request: { remove: [X-Debug] } }'), ['change', 'goOn']);
    assert.deepEqual(opsOf('capture: { request: true }'), [
      'target',
      'clock',
      'capture',
      'onHead',
      'onDone',
      'follow',
      'goOn',
    ]);
    assert.deepEqual(opsOf('hooks: { before: true }'), ['goOn']);
    assert.deepEqual(opsOf('hooks: { done: true }'), ['onHead', 'onDone', 'follow', 'goOn']);
  });

  it('skips an excluded request before anything else', () => {
    assert.deepEqual(opsOf('timing: true\nexclude: [/healthz]').slice(0, 2), ['target', 'skip']);
    const byFeature = 'timing: true\nrequestId: true\nexclude: [{ path: /healthz, features: [timing] }]';
    assert.deepEqual(opsOf(byFeature), ['target', 'gate', 'clock', 'id', 'tellId', 'onHead', 'goOn']);
    const eachFeature = `timing: true\nrequestId: true\nexclude: [{ path: /a, features: [timing] }, { path: /b, features: [requestId] }]`;
    assert.deepEqual(opsOf(eachFeature).slice(0, 4), ['target', 'gate', 'gate', 'skipUngated']);
  });

  it('captures and identifies the changed request, if a change creates a new one', () => {
    const all =
      'requestId: true\ncapture: { request: true, response: true }\nheaders: { request: { set: { X-A: b } } }';
    const order = ['id', 'tellId', 'capture', 'change', 'keepHeaders'];
    const pick = (traits: CourseTraits): string[] => opsOf(all, traits).filter((op) => order.includes(op));
    assert.deepEqual(pick(inPlace), ['id', 'tellId', 'capture', 'change']);
    assert.deepEqual(pick(byCopy), ['id', 'keepHeaders', 'change', 'tellId', 'capture']);
  });

  it('calls the next handler after an answer only if the answer is conditional', () => {
    const answered = (middleware: string): string[] => {
      const plan = planOf(middleware);
      const step = { op: 'answerRequest', feature: 'timing', status: 204, headers: [], body: '' } as const;
      return courseOf({ ...plan, request: [...plan.request, step] }, inPlace).map(({ op }) => op);
    };
    assert.deepEqual(answered('timing: true'), ['clock', 'onHead', 'answer']);
    const some = 'timing: true\nrequestId: true\nexclude: [{ path: /a, features: [timing] }]';
    assert.deepEqual(answered(some).slice(-2), ['answer', 'goOn']);
  });
});

function opsOf(middleware: string, traits = inPlace): string[] {
  return courseOf(planOf(middleware), traits).map(({ op }) => op);
}

function planOf(middleware: string): MiddlewarePlan {
  const source = `version: 1\ntargets: [{ framework: x, output: out }]\nmiddleware:\n  mw:\n${middleware.replace(/^/gm, '    ')}\n`;
  const { plan, diagnostics } = readSpec(source, { file: 'mwgen.yaml', frameworks: ['x'] });
  const [only] = plan?.middleware ?? [];
  assert.ok(only !== undefined, JSON.stringify(diagnostics));
  return only;
}
