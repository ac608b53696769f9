/** Tests what `generate --watch` does between its runs, which a process cannot be made to meet. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import test from 'node:test';
import { generate } from '../../generator/commands/generate.js';
import { terminal } from '../../generator/commands/terminal.js';
import { watch } from '../../generator/commands/watch.js';
import { compiler, fakeSpec, project } from './project.js';

const silent = terminal({
  stdin: {},
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  environment: {},
  level: 'silent',
  json: false,
});

test('an edit during the first run leads to another one', { timeout: 10_000 }, async (context) => {
  const made = project(context, { 'mwgen.json': fakeSpec({ files: { 'index.ts': 'export {};' } }) });
  const request = { cwd: made.root, specs: ['mwgen.json'] };
  const ended = new AbortController();
  let runs = 0;
  await watch(
    {
      cwd: made.root,
      specs: () => request.specs,
      generate: async () => {
        const result = await generate(request, compiler);
        runs += 1;
        if (runs === 1) made.write('mwgen.json', fakeSpec({ files: { 'index.ts': 'export const edited = true;' } }));
        else ended.abort();
        return result;
      },
      report: () => Promise.resolve(),
      signal: ended.signal,
    },
    silent,
  );
  assert.equal(runs, 2);
  assert.match(made.read('src/middleware/index.ts'), /edited/);
});

test('an edit at any moment between two looks at the files is seen', { timeout: 60_000 }, async (context) => {
  const edited = fakeSpec({ files: { 'index.ts': 'export const edited = true;' } });
  for (let moment = 1; moment <= 6; moment += 1) {
    const made = project(context, { 'mwgen.json': fakeSpec({ files: { 'index.ts': 'export {};' } }) });
    const request = { cwd: made.root, specs: ['mwgen.json'] };
    const ended = new AbortController();
    let looks = 0;
    await watch(
      {
        cwd: made.root,
        specs: () => {
          looks += 1;
          if (looks === moment) made.write('mwgen.json', edited);
          return request.specs;
        },
        generate: async () => {
          const result = await generate(request, compiler);
          if (made.read('src/middleware/index.ts').includes('edited')) ended.abort();
          return result;
        },
        report: () => Promise.resolve(),
        signal: ended.signal,
      },
      silent,
    );
    assert.ok(looks >= moment);
  }
});
