/** What a fixture's spec comes to, as the files that should stand beside it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { compile } from '../generator/compile.js';
import { printDiagnostics } from '../generator/diagnostics/code-frame.js';
import { targets } from '../generator/targets/index.js';
import { readSpec } from '../generator/spec/read-spec.js';

export const fixturesFolder = join(import.meta.dirname, '..', 'fixtures');

/** The frameworks that fixtures may ask for. */
export const fixtureFrameworks: readonly string[] = targets.map(({ name }) => name);

/** The cases, in the order of their names. */
export function fixtureNames(): string[] {
  return readdirSync(fixturesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Everything that mwgen makes of one case, by path relative to the case's folder, with `/`. */
export async function produceFixture(caseDir: string): Promise<Map<string, string>> {
  const name = specName(caseDir);
  const source = readFileSync(join(caseDir, name), 'utf8');
  const read = readSpec(source, { file: name, frameworks: fixtureFrameworks });
  const files = new Map<string, string>();
  if (read.diagnostics.length > 0) files.set('diagnostics.txt', `${printDiagnostics(read.diagnostics, { source })}\n`);
  if (read.plan !== undefined) files.set('plan.json', `${JSON.stringify(read.plan, null, 2)}\n`);
  for (const [path, text] of await produceTargets(source, name)) files.set(path, text);
  return files;
}

/** The files that stand in a case's folder, the spec left out. */
export function expectedFiles(caseDir: string): Map<string, string> {
  const files = new Map<string, string>();
  const spec = specName(caseDir);
  for (const entry of readdirSync(caseDir, { recursive: true, encoding: 'utf8' })) {
    const path = join(caseDir, entry);
    const shown = relative(caseDir, path).split(sep).join('/');
    if (shown !== spec && statSync(path).isFile()) files.set(shown, readFileSync(path, 'utf8'));
  }
  return files;
}

/** One folder of files per target, `<framework>/<path below the output folder>`. */
async function produceTargets(source: string, file: string): Promise<Map<string, string>> {
  const settings = { importExtension: '.js', prettier: { singleQuote: true } } as const;
  const { targets } = await compile(source, { file, settings: () => settings });
  return new Map(
    targets.flatMap(({ framework, output, files }) => {
      const isAlone = targets.filter((other) => other.framework === framework).length === 1;
      const folder = isAlone ? framework : `${framework}-${output.replaceAll('/', '-')}`;
      return files.map(({ path, text }): [string, string] => [
        `${folder}/${path.slice(output === '.' ? 0 : output.length + 1)}`,
        text,
      ]);
    }),
  );
}

function specName(caseDir: string): string {
  return existsSync(join(caseDir, 'mwgen.json')) ? 'mwgen.json' : 'mwgen.yaml';
}
