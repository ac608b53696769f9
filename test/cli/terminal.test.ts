/** Tests where colours and questions are used, with streams that say that they are a terminal. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import test from 'node:test';
import { terminal, withProgress, type Terminal } from '../../generator/commands/terminal.js';

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

test('a terminal shows what a run does, and the line is gone when the run ends or fails', async () => {
  const work = async (tell: (doing: string) => void): Promise<number> => {
    tell('one');
    await Promise.resolve();
    tell(`two\n${'x'.repeat(200)}`);
    return 1;
  };
  const shown = async (to: Terminal, run = work): Promise<string> => {
    const texts: string[] = [];
    await withProgress(run, { ...to, errPaint: (_, text) => text, err: (text) => texts.push(text) }).catch(() => 0);
    return texts.join('');
  };
  const erased = '\r\u001b[2K';
  const [first, second, ...rest] = (await shown(made({}, true))).split(erased).slice(1);
  assert.equal(first, 'one …');
  assert.match(second ?? '', /^two x+ …$/);
  assert.ok((second ?? '').length < 80);
  assert.deepEqual(rest, ['']);
  const fails = async (tell: (doing: string) => void): Promise<number> => {
    await work(tell);
    throw new Error('It fails.');
  };
  assert.ok((await shown(made({}, true), fails)).endsWith(erased));
  const silent = [made({}, false), made({ CI: '1' }, true), made({ TERM: 'dumb' }, true)];
  for (const to of [...silent, { ...made({}, true), json: true }, { ...made({}, true), level: 'silent' as const }])
    assert.equal(await shown(to), '');
  assert.equal(await shown(made({}, true), () => Promise.resolve(1)), '');
});
