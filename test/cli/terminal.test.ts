/** Tests where colours and questions are used, with streams that say that they are a terminal. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import test from 'node:test';
import { terminal, type Terminal } from '../../generator/commands/terminal.js';

function made(environment: Readonly<Record<string, string>>, isTTY: boolean): Terminal {
  const stream = Object.assign(new Writable(), { isTTY });
  return terminal({ stdin: { isTTY }, stdout: stream, stderr: stream, environment, level: 'normal', json: false });
}

for (const [environment, isTTY, hasColour] of [
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '' }, true, true],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '0' }, true, false],
  [{ NO_COLOR: 'false' }, true, false],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '', NO_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ CI: 'true' }, true, false],
  [{ CI: 'false' }, true, true],
  [{ TERM: 'dumb' }, true, false],
] as const)
  test(`${hasColour ? 'colours' : 'no colours'} with ${JSON.stringify(environment)} and ${isTTY ? 'a' : 'no'} terminal`, () => {
    const { outPaint, errPaint, errColour } = made(environment, isTTY);
    assert.deepEqual([outPaint('red', 'a') !== 'a', errPaint('red', 'a') !== 'a', errColour], Array(3).fill(hasColour));
  });

test('questions are asked in a terminal only, and not in CI', () => {
  assert.deepEqual(
    [made({}, true), made({}, false), made({ CI: '1' }, true)].map(({ canAsk }) => canAsk),
    [true, false, false],
  );
});
