import assert from 'node:assert/strict';
import { it } from 'node:test';
import { logLine } from '../../templates/typescript/shared/log-line.js';
import type { CaptureRecord } from '../../templates/typescript/shared/record.js';

it('a record is one line without controls, and means the same', () => {
  const odd = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('');
  const record: CaptureRecord = {
    middleware: odd,
    time: '',
    method: 'GET',
    path: '/\u{1f600}\ud800',
    status: null,
    outcome: 'completed',
    timeToHeadMs: null,
    durationMs: 1,
  };
  const line = logLine(record);
  // Cc: controls. Zl, Zp: separators of lines and paragraphs.
  assert.doesNotMatch(line, /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
  assert.deepEqual(JSON.parse(line), record);
  assert.ok(line.includes('é') && line.includes('\u{1f600}') && line.includes('\\u0085'));
});
