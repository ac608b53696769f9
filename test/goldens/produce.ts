/** Generates the files of a fixture that are compared with its goldens. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../generator/compile.js';
import { printDiagnostics } from '../../generator/diagnostics/code-frame.js';
import { readSpec } from '../../generator/spec/read-spec.js';
import { knownFrameworks } from '../../generator/targets/index.js';
import { watchedTemplates, watchFor } from './sources.js';

export const fixturesFolder = join(import.meta.dirname, '..', '..', 'fixtures');

/** The folder beside the cases that contains the shared files. */
export const helpersName = 'helpers';

/** What the name of a case promises. This prevents an update from silently turning a good case into one with errors. */
export type FixtureKind = 'good' | 'warning' | 'error';

/** The names of all cases, sorted. */
export function fixtureNames(): string[] {
  return readdirSync(fixturesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== helpersName)
    .map(({ name }) => name)
    .sort();
}

export function fixtureKind(name: string): FixtureKind {
  if (name.startsWith('error-')) return 'error';
  return name.startsWith('warning-') ? 'warning' : 'good';
}

/** The path of a case's spec. */
export function fixtureSpec(name: string): string {
  const json = join(fixturesFolder, name, 'mwgen.json');
  return existsSync(json) ? json : join(fixturesFolder, name, 'mwgen.yaml');
}

/** All files of a case, by path: `plan.json`, `diagnostics.txt`, `<target>/<path in the output folder>`. */
export async function produceFixture(name: string): Promise<Map<string, string>> {
  const path = fixtureSpec(name);
  const file = path.endsWith('.json') ? 'mwgen.json' : 'mwgen.yaml';
  const source = readFileSync(path, 'utf8');
  const read = readSpec(source, { file, ...knownFrameworks });
  const files = new Map<string, string>();
  if (read.diagnostics.length > 0) files.set('diagnostics.txt', `${printDiagnostics(read.diagnostics, { source })}\n`);
  if (read.plan !== undefined) files.set('plan.json', `${JSON.stringify(read.plan, null, 2)}\n`);
  // Cases for messages do not include generated code.
  if (fixtureKind(name) === 'good') for (const [at, text] of await produceTargets(source, file)) files.set(at, text);
  return files;
}

/** The files of each target, as `<framework>/<path in the output folder>`. */
async function produceTargets(source: string, file: string): Promise<[string, string][]> {
  const settings = { importExtension: '.js', prettier: { singleQuote: true } } as const;
  const { targets: outputs } = await compile(source, {
    file,
    templates: watchedTemplates,
    settings({ framework }) {
      watchFor(framework);
      return settings;
    },
  });
  return outputs.flatMap(({ framework, output, files }) => {
    const isAlone = outputs.filter((other) => other.framework === framework).length === 1;
    const folder = isAlone ? framework : `${framework}-${output.replaceAll('/', '-')}`;
    return files.map(({ path, text }): [string, string] => [
      `${folder}/${path.slice(output === '.' ? 0 : output.length + 1)}`,
      // The hash of a file changes with each helper in it.
      text.replace(/(?<=@mwgen sha256:)[\da-f]+/, '…'),
    ]);
  });
}
