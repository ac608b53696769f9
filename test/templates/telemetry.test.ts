import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { CaptureRecord } from '../../templates/typescript/shared/record.js';
import { telemetrySink } from '../../templates/typescript/shared/telemetry.js';

const exporter = new InMemoryLogRecordExporter();
logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }));

function emitted(record: CaptureRecord): ReturnType<InMemoryLogRecordExporter['getFinishedLogRecords']>[number] {
  exporter.reset();
  telemetrySink('audit')(record, ROOT_CONTEXT);
  const [found, ...more] = exporter.getFinishedLogRecords();
  assert.ok(found !== undefined && more.length === 0);
  return found;
}

const least: CaptureRecord = {
  middleware: 'audit',
  time: '2026-11-21T12:00:00.250Z',
  method: 'GET',
  path: '/a',
  status: null,
  outcome: 'aborted',
  timeToHeadMs: null,
  durationMs: 1500,
};

describe('a log record of OpenTelemetry', () => {
  it('has what is known of an exchange, and nothing else', () => {
    const { attributes, eventName, hrTime, instrumentationScope } = emitted(least);
    assert.equal(eventName, 'http.server.exchange');
    assert.equal(instrumentationScope.name, 'audit');
    assert.deepEqual(hrTime, [Date.UTC(2026, 10, 21, 12) / 1000, 250_000_000]);
    assert.deepEqual(JSON.parse(JSON.stringify(attributes)), {
      'http.request.method': 'GET',
      'url.path': '/a',
      'http.server.request.duration': 1.5,
      'http.server.request.outcome': 'aborted',
    });
  });

  it('has all of a record with bodies', () => {
    const { attributes } = emitted({
      ...least,
      requestId: 'id-1',
      query: 'x=1',
      status: 201,
      outcome: 'completed',
      timeToHeadMs: 250,
      request: {
        headers: { host: 'a', accept: ['b', 'c'] },
        size: 7,
        truncated: true,
        omitted: 'spilled',
        file: '/tmp/body',
        spilledBytes: 6,
      },
      response: { headers: { etag: 'e' }, size: 2, truncated: false, body: 'AAA=', encoding: 'base64' },
    });
    assert.deepEqual(JSON.parse(JSON.stringify(attributes)), {
      'http.request.method': 'GET',
      'url.path': '/a',
      'url.query': 'x=1',
      'http.response.status_code': 201,
      'http.request.id': 'id-1',
      'http.server.request.duration': 1.5,
      'http.server.request.time_to_head': 0.25,
      'http.server.request.outcome': 'completed',
      'http.request.body.size': 7,
      'http.request.body.omitted': 'spilled',
      'http.request.body.truncated': true,
      'http.request.body.file': '/tmp/body',
      'http.request.body.spilled_bytes': 6,
      'http.request.header.host': ['a'],
      'http.request.header.accept': ['b', 'c'],
      'http.response.body.size': 2,
      'http.response.body.content': 'AAA=',
      'http.response.body.encoding': 'base64',
      'http.response.body.truncated': false,
      'http.response.header.etag': ['e'],
    });
  });

  for (const [status, outcome, severity] of [
    [200, 'completed', 9],
    [399, 'completed', 9],
    [400, 'completed', 13],
    [499, 'completed', 13],
    [500, 'completed', 17],
    [200, 'aborted', 13],
    [500, 'aborted', 17],
    [null, 'aborted', 13],
    [200, 'failed', 17],
    [null, 'failed', 17],
  ] as const) {
    it(`has the severity ${severity} for ${String(status)}, ${outcome}`, () => {
      assert.equal(emitted({ ...least, status, outcome }).severityNumber, severity);
    });
  }
});
