import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import express from 'express';
import { generate, load } from './generate.js';

interface Output {
  readonly registerMiddleware: (app: express.IRouter) => void;
}

it('the opentelemetry sink creates log records with the names of the semantic conventions, in the active span', async () => {
  const exporter = new InMemoryLogRecordExporter();
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spec = `audit:
  requestId: true
  capture: { request: true, response: true, sink: opentelemetry, redact: { json: [password], query: [token] } }`;
  const { registerMiddleware } = await load<Output>(await generate('telemetry', spec), 'index');

  const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
  const app = express();
  app.use((_req, _res, next) => {
    context.with(trace.setSpanContext(ROOT_CONTEXT, span), next);
  });
  registerMiddleware(app);
  app.post('/login', express.json(), (_req, res) => {
    res.status(401).json({ password: 'hunter2', reason: 'wrong' });
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await fetch(`http://127.0.0.1:${String(port)}/login?token=abc&x=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'id-1' },
    body: '{"password":"hunter2"}',
  });
  server.close();
  server.closeAllConnections();
  await once(server, 'close');

  const [record, ...more] = exporter.getFinishedLogRecords();
  assert.ok(record !== undefined && more.length === 0);
  assert.equal(record.spanContext?.traceId, span.traceId);
  assert.equal(record.severityNumber, 13);
  const { attributes } = record;
  assert.equal(attributes['http.request.method'], 'POST');
  assert.equal(attributes['url.path'], '/login');
  assert.equal(attributes['url.query'], 'token=[redacted]&x=1');
  assert.equal(attributes['http.response.status_code'], 401);
  assert.equal(attributes['http.request.body.content'], '{"password":"[redacted]"}');
  assert.equal(attributes['http.request.body.size'], 22);
  assert.equal(attributes['http.response.body.content'], '{"password":"[redacted]","reason":"wrong"}');
  assert.deepEqual(attributes['http.response.header.x-request-id'], ['id-1']);
  assert.equal(typeof attributes['http.server.request.duration'], 'number');
});
