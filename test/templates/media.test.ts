/** Images, fonts, sound and video, by their first bytes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMedia } from '../../templates/typescript/shared/media.js';

const starts = `
  89504e470d0a1a0a ffd8ffe0 474946383761 474946383961 424d3600010000000000
  0000010001 49492a0008 4d4d002a00 ff0aff 0000000c4a584c20
  5249464600ff00ff57454250 5249464600ff00ff57415645 5249464600ff00ff41564920 0000001866747970 0000ffff66747970
  1a45dfa3 000001b3 000001ba 464c5601 4f67675300 49443302 49443303 49443304
  fff1 fff2 fff3 fff9 fffa fffb ffe2 ffe3 664c614300 4d54686400 464f524dff00ff0041494646
  774f464600010000 774f46464f54544f 774f463200010000 774f46324f54544f 4f54544f00 0001000000 7474636600`;

const others = `
  47494638 474946383861 49443301 49443305 000001b5 00000018667479 1a45dfa4
  fff0 fff4 fff8 fffc ffe1 ffe4 ffd9ff 424d36000100000001 524946460000000057415646
  774f463300010000 774f464600020000 4f54544f01 0001000100 4d4d2a00 49492b00 78`;

test('the first bytes tell a format, whatever comes after them', () => {
  for (const start of starts.trim().split(/\s+/)) {
    const data = Buffer.from(start, 'hex');
    for (const whole of [data, Buffer.concat([data, Buffer.from('x'.repeat(20))])])
      for (const kind of ['audio', 'font', 'image', 'video']) assert.ok(isMedia(whole, `${kind}/x`), start);
    assert.ok(!isMedia(Buffer.concat([Buffer.from('x'), data]), 'image/x'), start);
    assert.ok(!isMedia(Buffer.from([(data[0] ?? 0) ^ 0x40, ...data.subarray(1)]), 'image/x'), start);
    for (const kind of [undefined, 'text/plain', 'application/octet-stream', 'imagex/x', 'x/image/'])
      assert.ok(!isMedia(data, kind), start);
  }
});

test('other first bytes tell nothing', () => {
  for (const start of others.trim().split(/\s+/)) {
    assert.ok(!isMedia(Buffer.from(start, 'hex'), 'image/x'), start);
    assert.ok(!isMedia(Buffer.from(start, 'hex'), 'audio/x'), start);
  }
});
