/** Tests of FastAPI and Starlette, which pytest runs. Each case of pytest is reported as a test. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkQuality } from './quality.js';
import { pythonEnvironment, runPython } from './environment.js';
import { generateCases } from './generate.js';

const environment = pythonEnvironment();

if (environment.kind === 'missing') {
  // With CI=true, a missing Python is a failure instead of a skipped test.
  describe('Python', () => {
    it('is installed', { skip: process.env['CI'] === 'true' ? false : `left out: ${environment.reason}` }, () => {
      assert.fail(environment.reason);
    });
  });
} else {
  const work = await generateCases();
  const report = join(work, 'report.xml');
  const { output } = runPython(
    environment,
    ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', `--junitxml=${report}`],
    work,
  );
  describe(`Python ${environment.version}`, () => {
    const results = readReport(report, output);
    it('runs its tests', () => {
      assert.ok(results.length > 100, output);
    });
    for (const { name, failure, skipped } of results) {
      it(name, { skip: skipped ?? false }, () => {
        if (failure !== undefined) assert.fail(failure);
      });
    }
  });
  describe('the generated Python of every good fixture', async () => {
    for (const { tool, run } of await checkQuality(environment)) {
      it(`passes ${tool}`, () => {
        const { status, output: findings } = run();
        assert.equal(status, 0, findings);
      });
    }
  });
}

interface Result {
  readonly name: string;
  readonly failure?: string;
  readonly skipped?: string;
}

/** Reads the cases of a JUnit report. Without a report, pytest itself has failed. */
function readReport(path: string, output: string): Result[] {
  let xml: string;
  try {
    xml = readFileSync(path, 'utf8');
  } catch {
    return [{ name: 'pytest', failure: output }];
  }
  return Array.from(
    xml.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"[^>]*?(?:\/>|>([^]*?)<\/testcase>)/g),
    ([, file = '', name = '', inside = '']): Result => {
      const title = `${file.replace(/^test_/, '')}: ${unescape(name)
        .replace(/^test_/, '')
        .replaceAll('_', ' ')}`;
      const failure = /<(?:failure|error)[^>]*>([^]*?)<\/(?:failure|error)>/.exec(inside)?.[1];
      const skipped = /<skipped[^>]*message="([^"]*)"/.exec(inside)?.[1];
      return {
        name: title,
        ...(failure === undefined ? {} : { failure: unescape(failure) }),
        ...(skipped === undefined ? {} : { skipped: unescape(skipped) }),
      };
    },
  );
}

function unescape(text: string): string {
  const names: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' };
  return text.replace(
    /&(?:(quot|apos|lt|gt|amp)|#(\d+)|#x([\da-f]+));/gi,
    (_, name?: string, decimal?: string, hex?: string) =>
      name === undefined
        ? String.fromCodePoint(Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10))
        : (names[name] ?? ''),
  );
}
