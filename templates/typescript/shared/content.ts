import { base64Text, decompress, fieldText, headerText } from '#platform';
import type { HeaderMap } from '#platform';
import type { BodyRecorder } from '../shared/body.js';
import type { CaptureSettings } from '../shared/capture-settings.js';
import type { BodyRecord } from '../shared/record.js';
import { redactUrl } from '../shared/redact.js';
import { decodeText, mediaType } from '../shared/text.js';

/** The fields of a record that describe a body: its content, or the reason why it is omitted. */
export async function bodyContent(
  body: BodyRecorder,
  headers: HeaderMap,
  isWhole: boolean,
  settings: CaptureSettings,
): Promise<Pick<BodyRecord, 'truncated' | 'body' | 'encoding' | 'omitted' | 'file' | 'spilledBytes'>> {
  await body.file?.close();
  if (body.file?.path !== undefined) {
    const { path, size, isCut } = body.file;
    return { truncated: isCut, omitted: 'spilled', file: path, spilledBytes: size };
  }
  if (body.omitted === 'unread' || (!isWhole && body.omitted !== 'empty')) {
    return { truncated: false, omitted: 'unread' };
  }
  if (body.size === 0 || body.omitted !== undefined) {
    return { truncated: false, omitted: body.size === 0 ? 'empty' : (body.omitted ?? 'empty') };
  }
  const contentType = fieldText(headers['content-type']);
  const coding = contentCoding(headers);
  const kept = body.bytes();
  const decoded = settings.decompress && coding !== '' ? await decompress(kept, coding, body.maxBytes) : undefined;
  const bytes = decoded?.bytes ?? kept;
  const truncated = kept.length < body.size || decoded?.isCut === true;
  const text = coding === '' || decoded !== undefined ? decodeText(bytes, contentType, truncated) : undefined;
  if (text === undefined) {
    const isOpaque = coding !== '' && decoded === undefined;
    if (settings.redactor !== undefined && (isOpaque || settings.redactor.mayConcern(mediaType(contentType), text))) {
      return { truncated: false, omitted: 'unredactable' };
    }
    return { truncated, body: base64Text(bytes), encoding: 'base64' };
  }
  if (settings.redactor === undefined) {
    return { truncated, body: text };
  }
  // A range of a document can look like a complete document, but with different paths.
  const isPart = truncated || headers['content-range'] !== undefined;
  const shown = settings.redactor.redact(text, mediaType(contentType), isPart);
  return shown === undefined ? { truncated: false, omitted: 'unredactable' } : { truncated, body: shown };
}

/** The headers for a record: names in lower case, secrets redacted. */
export function shownHeaders(headers: HeaderMap, settings: CaptureSettings): Record<string, string | string[]> {
  const shown: [string, string | string[]][] = [];
  for (const [name, value] of Object.entries(headers)) {
    // HTTP/2 pseudo-headers contain the request line, which includes the query and its secrets.
    if (value !== undefined && !name.startsWith(':')) {
      shown.push([
        name,
        Array.isArray(value)
          ? value.map((item) => shownHeader(name, item, settings))
          : shownHeader(name, headerText(value), settings),
      ]);
    }
  }
  // Not by assignment, because a header can be called __proto__.
  return Object.fromEntries(shown);
}

function shownHeader(name: string, value: string, settings: CaptureSettings): string {
  if (settings.redactedHeaders.has(name)) {
    return settings.replacement;
  }
  return settings.redactedQuery !== undefined && urlHeaders.has(name)
    ? redactUrl(value, settings.redactedQuery, settings.replacement)
    : value;
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
  return Object.fromEntries(groups);
}

/** The content coding of a body in lower case; empty if there is none. */
export function contentCoding(headers: HeaderMap): string {
  const coding = (fieldText(headers['content-encoding']) ?? '').trim().toLowerCase();
  return coding === 'identity' ? '' : coding;
}
