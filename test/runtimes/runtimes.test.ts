/** Runs the same tests on every runtime, with both frameworks. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Runtime, runtimes } from './build.js';
import { Client } from './client.js';
import { type Framework, frameworks, generateAll } from './generate.js';
import { failureOf, missingRuntimes } from './install.js';
import { type Server, start } from './runtime.js';
import { requestBodies, responseBodies } from './suites/bodies.js';
import { heads } from './suites/heads.js';
import { spill } from './suites/spill.js';
import type { Place } from './suites/suite.js';
import { types } from './suites/types.js';
import { upgrades } from './suites/upgrades.js';
import { fetched } from './suites/upstream.js';
import { workers } from './suites/workers.js';

const isCi = process.env['CI'] === 'true';
const wanted = (process.env['RUNTIMES'] ?? runtimes.join(',')).split(',');
const missing = missingRuntimes();
await generateAll();

describe('the applications for runtimes', () => {
  it('type-check together with the generated code', () => {
    const compiler = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', import.meta.dirname, '--pretty', 'false'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout);
  });
});

if (missing !== undefined) {
  describe('runtimes', () => {
    // With CI=true, missing runtimes are a failure instead of a skipped test.
    it('are installed', { skip: isCi ? false : missing }, () => {
      assert.fail(missing);
    });
  });
} else {
  describe('what is generated', types);
  for (const runtime of runtimes.filter((name) => wanted.includes(name))) {
    const failure = runtime.includes('node') ? undefined : failureOf(runtime);
    describe(runtime, () => {
      it('starts on this machine', { skip: failure === undefined || isCi ? false : failure }, () => {
        assert.equal(failure, undefined);
      });
      if (failure === undefined)
        for (const framework of frameworks) describe(framework, () => suites(framework, runtime));
    });
  }
}

function suites(framework: Framework, runtime: Runtime): void {
  let server: Server | undefined;
  before(async () => {
    server = await start(framework, runtime);
  });
  after(() => server?.stop());
  const running = (): Server => {
    assert.ok(server !== undefined);
    return server;
  };
  const place: Place = {
    framework,
    runtime,
    client: () => new Client(running()),
    port: () => running().port,
  };
  heads(place);
  requestBodies(place);
  responseBodies(place);
  fetched(place);
  upgrades(place);
  workers(place);
  spill(framework, runtime);
}
