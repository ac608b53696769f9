/** Connections that are upgraded to WebSockets. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Runtime } from '../build.js';
import type { Framework } from '../generate.js';
import { sayOverWebSocket } from '../web-socket.js';
import type { Place } from './suite.js';

export function upgrades({ framework, runtime, client, port }: Place): void {
  // On Node, only Hono's helper on its own server passes upgrades to a handler.
  if (runtime === 'plain-node' || (runtime === 'node-server' && framework === 'fetch')) return;

  it('allows a connection to be upgraded, and records that once', async () => {
    const { reply, record } = await client().after('/socket', () => sayOverWebSocket(port(), '/socket', 'hello'));
    assert.deepEqual([reply.status, reply.answer], [101, 'hello']);
    assert.deepEqual([record.status, record.outcome], [statusOf(framework, runtime), 'completed']);
    assert.deepEqual([record.response.size, record.response.omitted], [0, 'empty']);
  });
}

/** What a handler returns for an upgrade: the 101 response, no response, or a placeholder. */
function statusOf(framework: Framework, runtime: Runtime): number | null {
  if (runtime === 'deno' || runtime === 'workerd') return 101;
  return framework === 'fetch' ? null : 200;
}
