import type { Attributes, Context } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import type { BodyRecord, CaptureRecord } from '../shared/record.js';

/** Creates a sink that emits OpenTelemetry log records, using the semantic conventions for HTTP. */
export function telemetrySink(middleware: string): (record: CaptureRecord, context: Context | undefined) => void {
  const logger = logs.getLogger(middleware);
  return (record, context) => {
    logger.emit({
      ...(context === undefined ? {} : { context }),
      eventName: 'http.server.exchange',
      timestamp: new Date(record.time),
      severityNumber: severity(record),
      attributes: {
        'http.request.method': record.method,
        'url.path': record.path,
        ...(record.query === undefined ? {} : { 'url.query': record.query }),
        ...(record.status === null ? {} : { 'http.response.status_code': record.status }),
        ...(record.requestId === undefined ? {} : { 'http.request.id': record.requestId }),
        'http.server.request.duration': record.durationMs / 1000,
        'http.server.request.time_to_head': record.timeToHeadMs === null ? undefined : record.timeToHeadMs / 1000,
        'http.server.request.outcome': record.outcome,
        ...bodyAttributes('http.request', record.request),
        ...bodyAttributes('http.response', record.response),
      },
    });
  };
}

function severity(record: CaptureRecord): SeverityNumber {
  if (record.outcome === 'failed' || (record.status ?? 0) >= 500) {
    return SeverityNumber.ERROR;
  }
  return record.outcome === 'aborted' || (record.status ?? 0) >= 400 ? SeverityNumber.WARN : SeverityNumber.INFO;
}

function bodyAttributes(prefix: string, part: BodyRecord | undefined): Attributes {
  if (part === undefined) {
    return {};
  }
  const attributes: Attributes = {
    [`${prefix}.body.size`]: part.size,
    [`${prefix}.body.content`]: part.body,
    [`${prefix}.body.encoding`]: part.encoding,
    [`${prefix}.body.omitted`]: part.omitted,
    [`${prefix}.body.truncated`]: part.truncated,
  };
  if (part.file !== undefined) {
    attributes[`${prefix}.body.file`] = part.file;
    attributes[`${prefix}.body.spilled_bytes`] = part.spilledBytes;
  }
  for (const [name, value] of Object.entries(part.headers)) {
    attributes[`${prefix}.header.${name}`] = typeof value === 'string' ? [value] : value;
  }
  return attributes;
}
