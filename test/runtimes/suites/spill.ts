/**
 * Bodies that are spilled to files, on runtimes that have a disk. On workerd, which has none, the application does not
 * start.
 */
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Runtime } from '../build.js';
import type { Framework } from '../generate.js';
import { Client } from '../client.js';
import { type Server, start } from '../runtime.js';

export function spill(framework: Framework, runtime: Runtime): void {
  if (runtime === 'workerd') {
    for (const [compatibilityDate, message] of [
      ['2026-11-01', /The middleware "observability" spills bodies to files, and this runtime has no disk/],
      // Before workerd had Node's modules.
      ['2024-01-01', /No such module "node:fs/],
    ] as const) {
      it(`refuses to start with spilled bodies: ${compatibilityDate}`, async () => {
        await assert.rejects(async () => {
          await (await start(framework, runtime, 'spill', compatibilityDate)).stop();
        }, message);
      });
    }
    return;
  }
  describe('spilled bodies', () => {
    let server: Server | undefined;
    before(async () => {
      server = await start(framework, runtime, 'spill');
    });
    after(() => server?.stop());

    it('are stored completely in files', async () => {
      assert.ok(server !== undefined);
      const body = 'y'.repeat(300_000);
      const { reply, record } = await new Client(server).exchange(
        '/text',
        { method: 'POST', body },
        { isHooked: false },
      );
      assert.equal(reply.body, body);
      for (const { omitted, file = '', spilledBytes, truncated } of [record.request, record.response]) {
        assert.deepEqual([omitted, spilledBytes, truncated], ['spilled', body.length, false]);
        assert.equal(await readFile(file, 'utf8'), body);
        await rm(file);
      }
    });
  });
}
