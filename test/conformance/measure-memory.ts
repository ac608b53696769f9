/**
 * What uploads in small pieces cost a server in memory, without the middleware and with it: many connections at once, each
 * with a body in HTTP chunks of one byte, held just before its end.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Case } from './harness/case.js';
import { generate, keyOf, newWorkFolder } from './harness/generate.js';
import { ServerProcess } from './harness/server-process.js';
import type { Target } from './harness/targets.js';

export interface Load {
  readonly connections: number;
  /** Size of each body. */
  readonly bytes: number;
  readonly memoryLimitMiB: number;
}

export interface Growth {
  readonly target: string;
  readonly bareMiB: number;
  readonly oursMiB: number;
  /** What the growth with the middleware must not exceed: the limit and the growth without it, and a tenth. */
  readonly boundMiB: number;
}

/** The growth of the resident memory of a server under load, in MiB. */
export async function measureMemory(targets: readonly Target[], load: Load): Promise<readonly Growth[]> {
  const capturing: Case = {
    name: 'memory',
    spec: `
audit:
  capture:
    request: { maxBytes: ${String(load.bytes)}, contentTypes: ["*/*"] }
    memoryLimit: ${String(load.memoryLimitMiB)}MiB
    # The test application keeps the records that it gets, so it gets none.
    statuses: [5xx]
    sink: callback
`,
    exchanges: [],
  };
  const outputs = await generate([capturing], targets, await newWorkFolder('memory'));
  const growths: Growth[] = [];
  for (const target of targets) {
    const output = outputs.get(keyOf(target, capturing));
    if (output === undefined || !('folder' in output)) throw new Error(JSON.stringify(output));
    const bareMiB = await growthOf(target, null, load);
    const oursMiB = await growthOf(target, output.folder, load);
    growths.push({ target: target.name, bareMiB, oursMiB, boundMiB: (bareMiB + load.memoryLimitMiB) * 1.1 });
  }
  return growths;
}

async function growthOf(target: Target, folder: string | null, { connections, bytes }: Load): Promise<number> {
  const server = await ServerProcess.start(target);
  try {
    const port = await server.open('memory', folder, { bulk: true });
    await uploadAll(port, 20, 1000);
    await server.startWatchingMemory();
    await uploadAll(port, connections, bytes);
    const growth = await server.memoryGrowth();
    await server.close('memory');
    return growth;
  } finally {
    await server.stop();
  }
}

async function uploadAll(port: number, count: number, bytes: number): Promise<void> {
  const head = 'POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n';
  const pieces = Buffer.from('1\r\na\r\n'.repeat(512));
  const uploads: Socket[] = [];
  // Not all at once: a server refuses what it has not accepted in time.
  while (uploads.length < count) {
    const more = Array.from({ length: Math.min(100, count - uploads.length) }, () =>
      connect({ port, host: '127.0.0.1', noDelay: true }),
    );
    await Promise.all(more.map((upload) => once(upload, 'connect')));
    uploads.push(...more);
  }
  const sendAll = (data: string | Buffer): Promise<unknown> =>
    Promise.all(
      uploads.map(async (upload) => {
        if (!upload.write(data)) await once(upload, 'drain');
      }),
    );
  const answers = uploads.map(async (upload) => String((await once(upload, 'data'))[0]));
  await sendAll(head);
  // In turns, so that all bodies grow at the same time.
  for (let sent = 0; sent < bytes; sent += 512) await sendAll(pieces.subarray(0, 6 * Math.min(512, bytes - sent)));
  await sendAll('0\r\n\r\n');
  for (const answer of await Promise.all(answers)) {
    if (!answer.startsWith('HTTP/1.1 200 ')) throw new Error(`an upload was answered with ${answer.slice(0, 100)}`);
  }
  for (const upload of uploads) upload.destroy();
}
