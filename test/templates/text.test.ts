import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textualContentTypes } from '../../generator/plan/content-types.js';
import {
  decodeText,
  isTextual,
  isUnlikelyUtf16,
  mediaType,
  mediaTypeTest,
  otherReadings,
} from '../../templates/typescript/shared/text.js';

describe('media types', () => {
  it('are read in lower case, without parameters', () => {
    assert.equal(mediaType(' Text/HTML ; charset=utf-8'), 'text/html');
    assert.equal(mediaType(undefined), '');
    assert.equal(mediaType(''), '');
  });

  const table: readonly (readonly [range: string, type: string | undefined, expected: boolean])[] = [
    ['application/json', 'application/json; charset=utf-8', true],
    ['application/json', 'APPLICATION/JSON', true],
    ['application/json', 'application/json-seq', false],
    ['application/json', undefined, false],
    ['text/*', 'text/plain', true],
    ['text/*', 'text', false],
    ['text/*', 'application/text', false],
    ['application/*+json', 'application/ld+json', true],
    ['application/*+json', 'application/json', false],
    ['application/*+json', 'text/ld+json', false],
    ['*/*', 'image/png', true],
    ['*/*', undefined, true],
  ];
  for (const [range, type, expected] of table) {
    it(`${range} ${expected ? 'takes' : 'does not take'} ${String(type)}`, () => {
      assert.equal(mediaTypeTest([range])(type), expected);
    });
  }

  it('include those that the plan captures by default', () => {
    const isTextualByPlan = mediaTypeTest(textualContentTypes);
    const types = [
      'application/octet-stream',
      'application/zip',
      'application/pdf',
      'image/png',
      'multipart/mixed',
      'x/json',
      'application/xjson',
      'image/svg',
      'application/text/css',
      '',
    ];
    for (const type of [...types, ...textualContentTypes.map((range) => range.replace('*', 'x'))]) {
      assert.equal(isTextual(type), isTextualByPlan(type), type);
      assert.equal(isTextual(type), !types.includes(type), type);
    }
  });

  it('can match one of several ranges, and match none if there are no ranges', () => {
    assert.equal(mediaTypeTest(['image/*', 'text/css'])('text/css'), true);
    assert.equal(mediaTypeTest([])('text/css'), false);
  });
});

describe('decoding', () => {
  const decode = (bytes: readonly number[], contentType?: string, truncated = false): string | undefined =>
    decodeText(Uint8Array.from(bytes), contentType, truncated);

  it('uses UTF-8 if no charset is declared', () => {
    assert.equal(decode([0x67, 0xc3, 0xbc]), 'gü');
    assert.equal(decode([0x67, 0xc3, 0xbc], 'text/plain; format=flowed'), 'gü');
  });

  it('uses the declared charset, quoted or not, in any case', () => {
    assert.equal(decode([0x67, 0xfc], 'text/plain; charset=iso-8859-1'), 'gü');
    assert.equal(decode([0x67, 0xfc], 'text/plain;Charset="ISO-8859-1"; x=y'), 'gü');
    assert.equal(decode([0x67, 0, 0xfc, 0], 'text/plain; charset = utf-16le'), 'gü');
  });

  it('returns nothing for invalid bytes and unknown charsets', () => {
    assert.equal(decode([0x67, 0xfc]), undefined);
    assert.equal(decode([0x67, 0xfc], 'text/plain; charset=utf-8'), undefined);
    assert.equal(decode([0x67], 'text/plain; charset=klingon'), undefined);
  });

  it('keeps a byte order mark', () => {
    assert.equal(decode([0xef, 0xbb, 0xbf, 0x67]), '\ufeffg');
  });

  it('omits a truncated character at the end of a truncated body', () => {
    const text = 'aé€😀z';
    const bytes = [...Buffer.from(text)];
    for (let length = 0; length <= bytes.length; length += 1) {
      const shown = decode(bytes.slice(0, length), undefined, true);
      assert.ok(shown !== undefined && text.startsWith(shown), `${String(length)} bytes`);
      assert.ok(Buffer.byteLength(shown) > length - 4, `${String(length)} bytes`);
    }
  });

  it('rejects a truncated character at the end of a complete body', () => {
    assert.equal(decode([0x67, 0xc3]), undefined);
    assert.equal(decode([0x67, 0xc3], undefined, true), 'g');
  });
});

it('a text in UTF-16 is unlikely without letters and blanks of ASCII, or with private characters', () => {
  const utf16 = 'text/plain; charset=utf-16';
  for (const text of ['日本語', 'a\ue000', 'a\uf8ff', 'a\uffff']) {
    assert.equal(isUnlikelyUtf16(text, utf16), true, text);
    assert.equal(isUnlikelyUtf16(text, `${utf16}be`), true, text);
    assert.equal(isUnlikelyUtf16(text, 'text/plain'), false, text);
  }
  for (const text of ['日本語 a', '\t日', '~日']) assert.equal(isUnlikelyUtf16(text, utf16), false, text);
});

it('bytes have other readings where their charset says little about them', () => {
  const read = (charset: string): string[] => otherReadings(Buffer.from('a=1'), `text/plain; charset=${charset}`, true);
  assert.deepEqual(read('utf-8'), []);
  for (const charset of ['windows-1252', 'koi8-r']) assert.deepEqual(read(charset), ['a=1']);
  for (const charset of ['utf-16le', 'utf-16be']) {
    assert.deepEqual(read(charset).slice(0, 2), ['a=1', 'a=1']);
    assert.equal(read(charset).length, 3);
  }
});
