/** Reads what test runners write about a run. */

/** The tests of a run by name. A name that occurs more than once has failed if one of them has. */
export type Results = ReadonlyMap<string, Result>;

export interface Result {
  readonly hasFailed: boolean;
  /** The file of the test, relative to the source, for another look at it alone. */
  readonly file: string;
}

interface Test extends Result {
  readonly name: string;
}

/** Reads the report of a run. `source` is the folder that paths are relative to. */
export type ReadReport = (text: string, source: string) => Results;

export const readMocha: ReadReport = (text, source) => {
  const { tests, failures } = JSON.parse(text) as { tests: readonly MochaTest[]; failures: readonly MochaTest[] };
  // A hook that fails is among the failures only.
  return resultsOf([
    ...tests.map((test) => mochaTest(test, source, Object.keys(test.err).length > 0)),
    ...failures.map((test) => mochaTest(test, source, true)),
  ]);
};

interface MochaTest {
  readonly fullTitle: string;
  readonly file: string;
  readonly err: object;
}

function mochaTest({ fullTitle, file }: MochaTest, source: string, hasFailed: boolean): Test {
  const path = relativeTo(source, file);
  return { name: `${path}: ${fullTitle}`, file: path, hasFailed };
}

export const readVitest: ReadReport = (text, source) => {
  const { testResults } = JSON.parse(text) as { testResults: readonly VitestFile[] };
  return resultsOf(
    testResults.flatMap(({ name, status, assertionResults }) => {
      const file = relativeTo(source, name);
      const tests = assertionResults.map((test) => ({
        name: `${file}: ${test.fullName}`,
        file,
        hasFailed: test.status === 'failed',
      }));
      // A file that cannot be loaded has no tests.
      const isLost = status === 'failed' && !tests.some(({ hasFailed }) => hasFailed);
      return isLost ? [...tests, { name: file, file, hasFailed: true }] : tests;
    }),
  );
};

interface VitestFile {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}

/** Reads what `fronts/reporter.ts` writes about a run of Node's own runner. */
export const readNodeTest: ReadReport = (text, source) =>
  resultsOf(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const { file, names, hasFailed } = JSON.parse(line) as NodeTest;
        const path = relativeTo(source, file);
        return { name: `${path}: ${names.join(' ')}`, file: path, hasFailed };
      }),
  );

interface NodeTest {
  readonly file: string;
  readonly names: readonly string[];
  readonly hasFailed: boolean;
}

/** Reads the XML that pytest writes. It is flat, so that two patterns read it. */
export const readPytest: ReadReport = (text) =>
  resultsOf(
    Array.from(text.matchAll(/<testcase ([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs), ([, attributes = '', inside = '']) => {
      const group = attribute(attributes, 'classname');
      return {
        name: `${group}: ${attribute(attributes, 'name')}`,
        file: `${group.replaceAll('.', '/')}.py`,
        hasFailed: /<(?:failure|error)\b/.test(inside),
      };
    }),
  );

function attribute(text: string, name: string): string {
  const escapes: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  const [, value = ''] = new RegExp(`\\b${name}="([^"]*)"`).exec(text) ?? [];
  return value.replace(/&(\w+);/g, (escape, key: string) => escapes[key] ?? escape);
}

function resultsOf(tests: readonly Test[]): Results {
  const results = new Map<string, Result>();
  for (const { name, file, hasFailed } of tests) {
    results.set(name, { file, hasFailed: hasFailed || results.get(name)?.hasFailed === true });
  }
  return results;
}

function relativeTo(source: string, path: string): string {
  return path.startsWith(source) ? path.slice(source.length + 1) : path;
}
