import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { BodyRecorder } from '../../templates/typescript/shared/body.js';
import type { CaptureSettings } from '../../templates/typescript/shared/settings.js';
import {
  bodyRecord,
  contentCoding,
  groupHeaders,
  isHarmless,
  shownHeaders,
} from '../../templates/typescript/shared/content.js';
import type { BodyRecord } from '../../templates/typescript/shared/record.js';
import { Redactor } from '../../templates/typescript/shared/redact.js';

const settings: CaptureSettings = {
  middleware: 'audit',
  decompress: true,
  redactedHeaders: new Set(['authorization']),
  redactedQuery: new Set(['token']),
  redactor: new Redactor([['password']], '[x]'),
  replacement: '[x]',
};

/** The same settings without redaction of bodies. */
const { redactor: _, ...plain } = settings;

/** The same without decompression. */
const { decompress: __, ...opaque } = plain;

type Shown = Omit<BodyRecord, 'headers' | 'size'>;

type HeaderFields = Readonly<Record<string, string | string[] | undefined>>;

function byName(headers: HeaderFields): ReadonlyMap<string, string | string[] | undefined> {
  return new Map(Object.entries(headers));
}

/** The fields of a record for a body with these bytes and headers. */
async function shown(
  bytes: string | Buffer,
  headers: HeaderFields = {},
  {
    isWhole = true,
    maxBytes = 1000,
    by = settings,
  }: { isWhole?: boolean; maxBytes?: number; by?: CaptureSettings } = {},
): Promise<Shown> {
  const body = new BodyRecorder({ maxBytes, memoryLimit: 1_000_000, keeps: () => true }, assert.ifError);
  body.add(Buffer.from(bytes as string), 'utf8');
  const { headers: ___, size: ____, ...content } = await bodyRecord(body, byName(headers), isWhole, by);
  body.release();
  return content;
}

const json = { 'content-type': 'application/json' };

describe('the content of a body', () => {
  it('is redacted text', async () => {
    assert.deepEqual(await shown('{"password":1,"a":2}', json), { truncated: false, body: '{"password":"[x]","a":2}' });
    assert.deepEqual(await shown('some words'), { truncated: false, body: 'some words' });
  });

  it('is base64 if it is not text', async () => {
    for (const [type, hex] of [
      ['image/png', '8950ff00'],
      ['audio/mpeg', '49443304ff'],
      ['video/mp4', '000000186674797069ff'],
      ['font/woff2', '774f463200010000ff'],
    ] as const) {
      const bytes = Buffer.from(hex, 'hex');
      const expected = { truncated: false, body: bytes.toString('base64'), encoding: 'base64' };
      assert.deepEqual(await shown(bytes, { 'content-type': type }), expected, type);
    }
  });

  it('is omitted if an image is something else', async () => {
    const body = '{"password":"hunter2"}';
    const utf16 = Buffer.from(`\ufeff${body}`, 'utf16le');
    for (const bytes of [gzipSync(body), deflateSync(body), deflateRawSync(body), brotliCompressSync(body), utf16])
      for (const type of ['image/png', 'audio/mpeg', 'video/mp4', 'font/woff2'])
        assert.deepEqual(await shown(bytes, { 'content-type': type }), { truncated: false, omitted: 'unredactable' });
  });

  it('is omitted if its bytes contain a secret in another charset', async () => {
    const omitted = { truncated: false, omitted: 'unredactable' };
    const form = 'password=hunter2';
    const json = '{"password":"hunter2"}';
    const wrong: readonly (readonly [charset: string, bytes: Buffer])[] = [
      ['utf-16', Buffer.from(form)],
      ['utf-16be', Buffer.from(json)],
      ['utf-16', Buffer.from(`${json}A\0`)],
      ['utf-16', Buffer.from(`A\0${form}`)],
      ['utf-16', Buffer.from('{"é":1,"password":"hunter2"}', 'latin1')],
      ['utf-16', Buffer.from(json, 'utf16le').swap16()],
      ['utf-16be', Buffer.from(json, 'utf16le')],
      ['utf-8', Buffer.from(json, 'utf16le')],
      ['latin1', Buffer.from(json, 'utf16le')],
      ['latin1', gzipSync(json)],
    ];
    for (const [charset, bytes] of wrong)
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json'])
        assert.deepEqual(await shown(bytes, { 'content-type': `${type}; charset=${charset}` }), omitted, charset);
    const mine = { ...settings, redactor: new Redactor([['clé']], '[x]') };
    const type = 'application/json; charset=latin1';
    assert.deepEqual(await shown('{"clé":"hunter2"}', { 'content-type': type }, { by: mine }), omitted);
    assert.deepEqual(await shown(Buffer.from('{"clé":1,"ä":2}', 'latin1'), { 'content-type': type }, { by: mine }), {
      truncated: false,
      body: '{"clé":"[x]","ä":2}',
    });
    const chinese = Buffer.from('一二三四\n', 'utf16le');
    assert.deepEqual(await shown(chinese, { 'content-type': 'text/plain; charset=utf-16' }), {
      truncated: false,
      body: '一二三四\n',
    });
  });

  it('is omitted if it might contain a secret', async () => {
    const omitted = { truncated: false, omitted: 'unredactable' };
    assert.deepEqual(await shown('{"password":', json), omitted);
    assert.deepEqual(await shown(Buffer.from([0xff, 0x00]), { 'content-type': 'application/octet-stream' }), omitted);
    assert.deepEqual(await shown('{"a":1}', { ...json, 'content-range': 'bytes 0-6/100' }), omitted);
    assert.deepEqual(await shown('{"a":1,"b":2}', json, { maxBytes: 7 }), omitted);
    for (const type of ['text/plain', 'image/png']) {
      assert.deepEqual(await shown('coded', { 'content-type': type, 'content-encoding': 'br' }), omitted, type);
    }
  });

  it('is unchanged without redaction', async () => {
    const content = await shown('{"password":1}', json, { maxBytes: 7, by: plain });
    assert.deepEqual(content, { truncated: true, body: '{"passw' });
  });

  it('is decoded up to the same limit', async () => {
    const encoded = { ...json, 'content-encoding': 'GZIP ' };
    assert.deepEqual(await shown(gzipSync('{"password":1}'), encoded), {
      truncated: false,
      body: '{"password":"[x]"}',
    });
    const words = 'some words '.repeat(100);
    const text = { 'content-encoding': 'gzip' };
    assert.deepEqual(await shown(gzipSync(words), text, { maxBytes: 100 }), {
      truncated: true,
      body: words.slice(0, 100),
    });
    const bytes = gzipSync(words);
    const kept = await shown(bytes, text, { by: opaque });
    assert.deepEqual(kept, { truncated: false, body: bytes.toString('base64'), encoding: 'base64' });
  });

  it('is marked as unread if the application has not read all of it', async () => {
    assert.deepEqual(await shown('some', {}, { isWhole: false }), { truncated: false, omitted: 'unread' });
  });

  it('is marked as empty if there is none', async () => {
    assert.deepEqual(await shown(''), { truncated: false, omitted: 'empty' });
    const none = new BodyRecorder({ maxBytes: 10, memoryLimit: 1_000_000, keeps: () => true }, assert.ifError);
    none.expectNone();
    const record = { headers: {}, size: 0, truncated: false, omitted: 'empty' };
    assert.deepEqual(await bodyRecord(none, new Map(), false, settings), record);
  });
});

describe('the headers of a record', () => {
  it('have secrets replaced in values and in queries of URLs', () => {
    const headers = byName({
      authorization: 'Bearer 1',
      referer: 'https://a/?token=1&b=2',
      location: '/?token=1',
      'x-url': '/?token=1',
      'set-cookie': ['a', 'b'],
      ':path': '/?token=1',
      'x-none': undefined,
    });
    assert.deepEqual(shownHeaders(headers, settings), {
      authorization: '[x]',
      referer: 'https://a/?token=[x]&b=2',
      location: '/?token=[x]',
      'x-url': '/?token=1',
      'set-cookie': ['a', 'b'],
    });
    const each = shownHeaders(groupHeaders(['Authorization', 'a', 'Authorization', 'b']), settings);
    assert.deepEqual(each, { authorization: ['[x]', '[x]'] });
  });

  it('are shown as they are sent if Node is given a list of one value, or of none', () => {
    const headers = byName({ 'x-one': ['a'], 'x-none': [], authorization: ['a'] });
    assert.deepEqual(shownHeaders(headers, settings), { 'x-one': 'a', authorization: '[x]' });
  });

  it('can have any name', () => {
    const headers = groupHeaders(['__proto__', 'a', 'constructor', 'b', 'A', 'c', 'a', 'd', 'a', 'e']);
    assert.deepEqual(Array.from(headers), [
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['a', ['c', 'd', 'e']],
    ]);
    assert.deepEqual(groupHeaders(['A', 'b', 'without a value']), new Map([['a', 'b']]));
    assert.deepEqual(Object.entries(shownHeaders(headers, settings)), Array.from(headers));
  });

  it('contain the content coding of a body', () => {
    assert.equal(contentCoding(new Map()), '');
    assert.equal(contentCoding(byName({ 'content-encoding': ' GZip' })), 'gzip');
    assert.equal(contentCoding(byName({ 'content-encoding': 'identity' })), '');
    assert.equal(contentCoding(byName({ 'content-encoding': 'gzip, br' })), 'gzip, br');
  });
});

describe('whether a body can be spilled to a file', () => {
  const redactor = new Redactor([['password']], '[x]');
  const isFree = (text: string, headers: HeaderFields = {}): boolean =>
    isHarmless(Buffer.from(text), byName(headers), redactor);

  it('depends on whether it may contain something to redact', () => {
    assert.equal(isFree('some words', { 'content-type': 'text/plain' }), true);
    assert.equal(isFree('\x89PNG\r\n\x1a\n\0', { 'content-type': 'text/plain' }), false);
    assert.equal(isFree('{"a":1,', json), false);
    assert.equal(isFree('a=1&b=2', { 'content-type': 'application/x-www-form-urlencoded' }), false);
  });

  it('does not depend on a character that is not complete yet', () => {
    const text = { 'content-type': 'text/plain' };
    const cut = Buffer.from('some words\u20ac').subarray(0, -1);
    assert.equal(isHarmless(cut, byName(text), redactor), true);
    // It may be UTF-8 all the same.
    assert.equal(isHarmless(cut, byName({ 'content-type': 'text/plain; charset=latin1' }), redactor), false);
  });

  it('is denied if it is coded, or a range of a document', () => {
    const text = { 'content-type': 'text/plain' };
    assert.equal(isFree('some words', { ...text, 'content-encoding': 'gzip' }), false);
    assert.equal(isFree('some words', { ...text, 'content-encoding': 'identity' }), true);
    assert.equal(isFree('some words', { ...text, 'content-range': 'bytes 0-9/20' }), false);
  });
});
