/**
 * Tests the operation that sends a response without calling the handler. No key of the spec language uses it yet, so
 * the tests add it to a plan, for every target, and send requests to an application.
 */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { AnswerRequest, MiddlewarePlan, Plan } from '../../generator/plan/plan.js';
import { readSpec } from '../../generator/spec/read-spec.js';
import { targets } from '../../generator/targets/index.js';
import { pythonEnvironment } from '../python/environment.js';
import { emit } from './emit.js';
import { serve, type Served } from './serve.js';

const work = join(import.meta.dirname, '.work', String(process.pid));
after(() => rm(work, { recursive: true, force: true }));

const step: AnswerRequest = {
  op: 'answerRequest',
  feature: 'timing',
  status: 418,
  headers: [
    { name: 'Content-Type', value: 'text/plain; charset=utf-8' },
    { name: 'X-Answer', value: 'from the middleware' },
  ],
  body: 'Ångström',
};

/** The response is sent where timing is on, which is everywhere except `/handled`. */
const sometimes = 'mw:\n  timing: true\n  requestId: true\n  exclude: [{ path: /handled, features: [timing] }]';
const always = 'mw:\n  timing: true\n  capture: { response: true, sink: callback }';

describe('a response that is sent without calling the handler', () => {
  const python = pythonEnvironment();
  for (const { name, language } of targets) {
    const skip = language === 'python' && python.kind === 'missing' ? python.reason : false;
    it(`${name}: has the given status, headers and body, and no handler is called`, { skip }, async () => {
      const { origin, close } = await served(name, sometimes);
      try {
        const answered = await fetch(`${origin}/anything`, { method: 'POST', body: 'not read' });
        assert.deepEqual([answered.status, await answered.text()], [418, 'Ångström']);
        assert.equal(answered.headers.get('X-Answer'), 'from the middleware');
        assert.match(answered.headers.get('X-Process-Time') ?? '', /^\d+\.\d{6}$/);
        assert.match(answered.headers.get('X-Request-Id') ?? '', /^[\da-f-]{36}$/);
        const handled = await fetch(`${origin}/handled`);
        assert.deepEqual([handled.status, await handled.text()], [200, 'handled']);
        assert.equal(handled.headers.get('X-Answer'), null);
        assert.match(handled.headers.get('X-Request-Id') ?? '', /^[\da-f-]{36}$/);
      } finally {
        await close();
      }
    });

    it(`${name}: is recorded like any other response`, { skip }, async () => {
      const { origin, close, records } = await served(name, always);
      try {
        const answered = await fetch(`${origin}/handled`);
        assert.deepEqual([answered.status, await answered.text()], [418, 'Ångström']);
        assert.match(answered.headers.get('X-Process-Time') ?? '', /^\d+\.\d{6}$/);
        const [record] = await records(1);
        assert.ok(record !== undefined);
        assert.equal(record.status, 418);
        assert.equal(record.outcome, 'completed');
        assert.equal(record.response.body, 'Ångström');
      } finally {
        await close();
      }
    });
  }
});

let count = 0;

async function served(framework: string, middleware: string): Promise<Served> {
  const folder = join(work, String((count += 1)));
  const output = `app${String(count)}`;
  const target = targets.find(({ name }) => name === framework);
  assert.ok(target !== undefined);
  return serve({ target, files: await emit(target, planOf(framework, middleware), output), folder, output });
}

/** The plan of a spec, with the operation added. */
function planOf(framework: string, middleware: string): Plan {
  const source = `version: 1\ntargets: [{ framework: ${framework}, output: out }]\nmiddleware:\n${middleware.replace(/^/gm, '  ')}\n`;
  const { plan, diagnostics } = readSpec(source, { file: 'mwgen.yaml', frameworks: [framework] });
  assert.ok(plan !== undefined, JSON.stringify(diagnostics));
  return {
    ...plan,
    middleware: plan.middleware.map((one): MiddlewarePlan => ({ ...one, request: [...one.request, step] })),
  };
}
