import { base64Text, decompress, fieldText, headerText } from '#platform';
import type { Bytes, HeaderMap, HeaderSource, HeaderValue } from '#platform';
import { facts } from '../facts.js';
import type { BodyRecorder } from '../shared/body.js';
import { isMedia } from '../shared/media.js';
import type { BodyRecord } from '../shared/record.js';
import { redactUrl } from '../shared/redact.js';
import type { Redactor } from '../shared/redact.js';
import type { CaptureSettings } from '../shared/settings.js';
import { decodeText, isUnlikelyUtf16, mediaType, otherReadings } from '../shared/text.js';

/** A body and its headers for a record, with the content of the body or the reason why it is omitted. */
export async function bodyRecord(
  body: BodyRecorder,
  fields: HeaderMap,
  /** Whether the application has read or sent the whole body. */
  isWhole: boolean,
  settings: CaptureSettings,
): Promise<BodyRecord> {
  await body.file?.close();
  const headers = shownHeaders(fields, settings);
  const { size } = body;
  if (body.file?.path !== undefined) {
    const { path, size: spilledBytes, isCut } = body.file;
    return { headers, size, truncated: isCut, omitted: 'spilled', file: path, spilledBytes };
  }
  if (facts.capturesRequests && (body.omitted === 'unread' || (!isWhole && body.omitted !== 'empty'))) {
    return { headers, size, truncated: false, omitted: 'unread' };
  }
  const omitted = size === 0 ? 'empty' : body.omitted;
  if (omitted !== undefined) {
    return { headers, size, truncated: false, omitted };
  }
  const contentType = fieldText(fields.get('content-type'));
  const coding = contentCoding(fields);
  const kept = body.bytes();
  const decoded =
    settings.decompress !== undefined && coding !== ''
      ? await decompress(kept, coding, body.limits.maxBytes)
      : undefined;
  const bytes = decoded?.bytes ?? kept;
  const truncated = kept.length < size || decoded?.isCut === true;
  const isCoded = coding !== '' && decoded === undefined;
  const text = isCoded ? undefined : decodeText(bytes, contentType, truncated);
  if (settings.redactor === undefined) {
    return text === undefined
      ? { headers, size, truncated, body: base64Text(bytes), encoding: 'base64' }
      : { headers, size, truncated, body: text };
  }
  // Where a range of a document starts, and so what its keys stand for, is not known.
  if (isCoded || fields.get('content-range') !== undefined) {
    return { headers, size, truncated: false, omitted: 'unredactable' };
  }
  if (text === undefined) {
    return isMedia(bytes, contentType)
      ? { headers, size, truncated, body: base64Text(bytes), encoding: 'base64' }
      : { headers, size, truncated: false, omitted: 'unredactable' };
  }
  const shown = isDoubtful(text, bytes, contentType, truncated, settings.redactor)
    ? undefined
    : settings.redactor.redact(text, mediaType(contentType), truncated);
  return shown === undefined
    ? { headers, size, truncated: false, omitted: 'unredactable' }
    : { headers, size, truncated, body: shown };
}

/** Rounds a duration in milliseconds. */
export function milliseconds(duration: number): number {
  return Math.round(duration * 1000) / 1000;
}

/** Whether bytes may contain values to redact if the declared charset is wrong. */
function isDoubtful(
  text: string,
  bytes: Uint8Array,
  contentType: string | undefined,
  truncated: boolean,
  redactor: Redactor,
): boolean {
  return (
    isUnlikelyUtf16(text, contentType) ||
    otherReadings(bytes, contentType, truncated).some((other) => other !== text && redactor.changes(other, truncated))
  );
}

/** Whether a body that starts with these bytes cannot contain values to redact. */
export function isHarmless(bytes: Bytes, headers: HeaderSource, redactor: Redactor): boolean {
  const contentType = fieldText(headers.get('content-type'));
  if (contentCoding(headers) !== '' || headers.get('content-range') !== undefined) {
    return false;
  }
  const text = decodeText(bytes, contentType, true);
  if (text === undefined) {
    return isMedia(bytes, contentType);
  }
  // What follows can be read in another charset too.
  const isCertain = otherReadings(bytes, contentType, true).every((other) => other === text);
  return isCertain && !redactor.mayConcern(mediaType(contentType), text);
}

/** The headers for a record: names in lower case, secrets redacted. */
export function shownHeaders(headers: HeaderMap, settings: CaptureSettings): Record<string, string | string[]> {
  const shown: [string, string | string[]][] = [];
  for (const [name, value] of headers) {
    // Node also accepts a list of one value, or of none, which is not sent.
    const sent = Array.isArray(value) && value.length < 2 ? value[0] : value;
    // HTTP/2 pseudo-headers contain the request line, which includes the query and its secrets.
    if (sent !== undefined && !name.startsWith(':')) {
      const text = Array.isArray(sent)
        ? sent.map((item) => shownValue(name, item, settings))
        : shownValue(name, sent, settings);
      shown.push([name, text]);
    }
  }
  // Not by assignment, because a header can be called __proto__.
  return Object.fromEntries(shown);
}

function shownValue(
  name: string,
  value: HeaderValue,
  { redactedHeaders, redactedQuery, replacement }: CaptureSettings,
): string {
  return redactedHeaders.has(name)
    ? replacement
    : redactedQuery !== undefined && urlHeaders.has(name)
      ? redactUrl(headerText(value), redactedQuery, replacement)
      : headerText(value);
}

/** Headers that contain a URL, whose query may contain secrets. */
const urlHeaders = new Set(['content-location', 'location', 'referer']);

/** Raw headers by lower-case name; a list if a header occurs several times. */
export function groupHeaders(raw: readonly string[]): HeaderMap {
  const groups = new Map<string, string | string[]>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]?.toLowerCase() ?? '';
    const value = raw[index + 1] ?? '';
    const earlier = groups.get(name);
    groups.set(name, earlier === undefined ? value : [earlier, value].flat());
  }
  return groups;
}

/** The content coding of a body in lower case; empty if there is none. */
export function contentCoding(headers: HeaderSource): string {
  const coding = (fieldText(headers.get('content-encoding')) ?? '').trim().toLowerCase();
  return coding === 'identity' ? '' : coding;
}
