/**
 * Records have the same form on every target: the requests of the cases are sent to Express and to the other
 * frameworks, and the records must be the same JSON, including the order of keys. Only times, IDs and values that a
 * framework chooses are masked.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cases } from './cases/index.js';
import type { Case, Exchange } from './harness/case.js';
import { lengthOf } from './harness/expect.js';
import { generate, keyOf, newWorkFolder, type Generated } from './harness/generate.js';
import { bytesOf, playExchanges } from './harness/play.js';
import { patiently } from './harness/run-case.js';
import { ServerProcess } from './harness/server-process.js';
import { applies, exemptionOf, isThorough, targetsAsked, targetsByName, type Target } from './harness/targets.js';

const reference = targetsByName.find(({ name }) => name === 'express5');
const others = targetsAsked().filter(({ name }) => name !== reference?.name);

/** Cases whose records on Express are not deterministic, with reasons. */
const byChance: Readonly<Record<string, string>> = {
  'request capture: an unread body':
    'Express’s own error pages read the rest of a request, before its record is made or after.',
};

if (reference === undefined || others.length === 0) {
  it('records of other frameworks', { skip: 'no target of another framework is asked for' }, () => undefined);
} else {
  const comparable = cases.filter((one) => isComparable(one, reference));
  // In the usual run, each target has another sixth of the cases. `npm run records` compares them all.
  const compared = others.map((target, place) => {
    const own = comparable.filter((candidate) => isComparable(candidate, target));
    return { target, own: own.filter((_, index) => isThorough || (index + place) % 6 === 0) };
  });
  const work = await newWorkFolder('records');
  const generated = new Map<string, Generated>();
  for (const { target, own } of [{ target: reference, own: comparable }, ...compared]) {
    for (const [key, output] of await generate(own, [target], work)) generated.set(key, output);
  }
  const recordsOf = async (one: Case, target: Target, server: ServerProcess): Promise<readonly unknown[]> => {
    const key = keyOf(target, one);
    const output = generated.get(key);
    assert.ok(output !== undefined && 'folder' in output, `${key} has no code`);
    const port = await server.open(key, output.folder, one.app ?? {});
    try {
      await playExchanges(one.exchanges, { server, key, port, checking: false, joinsHeaderLines: false });
      await patiently(server.recorded(key, lengthOf(one.allRecords ?? one.records) ?? 0));
      return (await server.settle(key)).records;
    } finally {
      await server.close(key);
    }
  };

  const express = await ServerProcess.start(reference);
  after(() => express.stop());
  /** The records on Express, which are the same for all targets that are compared with them. */
  const expectedRecords = new Map<Case, Promise<readonly unknown[]>>();
  const expectedFor = (one: Case): Promise<readonly unknown[]> => {
    const records = expectedRecords.get(one) ?? recordsOf(one, reference, express);
    expectedRecords.set(one, records);
    return records;
  };

  for (const { target, own } of compared) {
    describe(`records of ${target.name} are the same as those of ${reference.name}`, { concurrency: 4 }, () => {
      let server: ServerProcess;
      before(async () => {
        server = await ServerProcess.start(target);
      });
      after(() => server.stop());
      for (const one of own) {
        it(one.name, async () => {
          const isOrdered = target.can.includes('separate-header-lines');
          const expected = texts(await expectedFor(one), one, isOrdered);
          const actual = texts(await recordsOf(one, target, server), one, isOrdered);
          const reason = different[target.name]?.[one.name] ?? different[target.family]?.[one.name];
          if (reason === undefined) assert.deepEqual(differencesOf(expected, actual), []);
          else assert.notDeepEqual(actual, expected, `no longer different: ${reason}`);
        });
      }
    });
  }
}

const toldOnReading = 'Whether a Request has a body that is not announced shows when it is read.';

/** Cases whose records differ, with reasons, by the name of a target or of a family. */
const different: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  asgi: {
    'request capture: trailers after a chunked body':
      'uvicorn with httptools puts trailers that are there at once among the headers.',
  },
  fetch: {
    'timing: the header has the time to the response headers, the record also the time to the end':
      'The application of Express streams without a type.',
    'request capture: the framework’s own body parsers': 'Hono answers 500 to JSON that cannot be read.',
    'redact: the headers that are redacted by default': 'The Fetch API joins header lines of one name.',
  },
  hono: {
    'stream: events of a POST arrive one by one': toldOnReading,
    'routes: a method that inner middleware overrides': toldOnReading,
    'protocol: OPTIONS with a handler is handled like other methods': toldOnReading,
  },
  fastify: {
    'request capture: body parsers of every kind': 'Fastify reads JSON as UTF-8, whatever charset is declared.',
  },
  express4: {
    'protocol: OPTIONS is handled like other methods': 'Express 4 lists the methods of a route without spaces.',
  },
};

/** The records as JSON, in an order that does not depend on which was created first. */
function texts(records: readonly unknown[], one: Case, isOrdered: boolean): readonly string[] {
  return records.map((record) => JSON.stringify(masked(record as Part, one, isOrdered), null, 1)).sort();
}

/** The first different line of each record. The order of keys is significant. */
function differencesOf(expected: readonly string[], actual: readonly string[]): readonly string[] {
  if (expected.length !== actual.length) return [`expected ${expected.length} records, got ${actual.length}`];
  return expected.flatMap((text, index) => {
    const wanted = text.split('\n');
    const got = actual[index]?.split('\n') ?? [];
    const at = wanted.findIndex((line, number) => line !== got[number]);
    return at < 0 && wanted.length === got.length
      ? []
      : [`record ${index + 1}: expected ${wanted[at] ?? 'no more'}, got ${got[at] ?? 'no more'}`];
  });
}

/** Cases that create records in a known order, and whose exchanges mean the same to every framework. */
function isComparable(one: Case, target: Target): boolean {
  const { spec = '', lane = 'shared', hooks, exchanges, recordsInAnyOrder, app } = one;
  return (
    !(one.name in byChance) &&
    spec.includes('sink: callback') &&
    lane === 'shared' &&
    hooks === undefined &&
    recordsInAnyOrder !== true &&
    app?.messages === undefined &&
    app?.scripts === undefined &&
    applies(one, target) &&
    exemptionOf(one, target) === undefined &&
    exchanges.every(isWhole)
  );
}

/** If a client disconnects, it is not determined how far the server has come. */
function isWhole(exchange: Exchange): boolean {
  return 'request' in exchange || exchange.steps.every((step) => !('do' in step));
}

type Part = Readonly<Record<string, unknown>>;

/** Responses whose bodies are written by the application, byte by byte. */
const own =
  /^\/(?:api\/)?(?:json|text|html|empty|no-content|file|say|take|count|echo|steps|sse|large|cookies|unread|refuse|mutate|pause)\b/;
const hidden = '[redacted]';

/** A record without values that are different each time or specific to a framework. */
function masked(record: Part, one: Case, isOrdered: boolean): unknown {
  const path = String(record['path']);
  const isOwn = path.startsWith('/say/') || (own.test(path) && Number(record['status'] ?? 0) < 300);
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => {
      if (key === 'time' || key.endsWith('Ms')) return [key, value === null ? null : typeof value];
      if (key === 'requestId') return [key, sentIds(one).includes(String(value)) ? value : 'an id'];
      if (key === 'response') return [key, maskedResponse(value as Part, isOwn, headersSaid(one, path))];
      if (key === 'request' && !isOrdered) return [key, withSortedHeaders(value as Part)];
      return [key, value];
    }),
  );
}

/** The Fetch API sorts headers by name and joins headers with the same name. */
function withSortedHeaders(request: Part): unknown {
  const headers = Object.entries(request['headers'] as Part);
  const sorted = headers.map(([name, value]) => [name, [value].flat().join(', ')] as const);
  return { ...request, headers: Object.fromEntries(sorted.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function maskedResponse(response: Part, isOwn: boolean, said: readonly string[]): unknown {
  const shown = Object.entries(response).map(([key, value]) => {
    if (key === 'headers') return [key, maskedHeaders(value as Part, said)] as const;
    return [key, key === 'file' ? typeof value : value] as const;
  });
  return Object.fromEntries(isOwn ? shown : shown.filter(([key]) => key === 'headers'));
}

/**
 * Only headers that the application sets or the record redacts. Frameworks and servers add others, in different orders.
 */
function maskedHeaders(headers: Part, said: readonly string[]): unknown {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => said.includes(name) || [value].flat().includes(hidden))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The headers of a predefined response. */
function headersSaid({ app }: Case, path: string): readonly string[] {
  const name = /\/say\/([^/]+)$/.exec(path)?.[1] ?? '';
  return (app?.answers?.[name]?.headers ?? []).map(([header]) => header.toLowerCase());
}

/** The IDs that the requests of a case contain. */
function sentIds({ exchanges }: Case): readonly string[] {
  const requests = exchanges.flatMap((exchange) =>
    'request' in exchange ? [exchange.request] : exchange.steps.flatMap((step) => ('send' in step ? [step.send] : [])),
  );
  return requests.flatMap((request) =>
    Array.from(
      bytesOf(request)
        .toString('latin1')
        .matchAll(/^x-(?:request-id|trace): (.*?)\r$/gim),
      ([, id = '']) => id,
    ),
  );
}
