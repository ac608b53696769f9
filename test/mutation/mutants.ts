/** Lists the mutants of the helpers: StrykerJS decides what to change in TypeScript, and mutmut in Python. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { findPython } from '../python/environment.js';

export type Language = 'typescript' | 'python';

/** A helper with one small fault. */
export interface Mutant {
  /** Relative to `templates/<language>/`. */
  readonly file: string;
  readonly line: number;
  readonly operator: string;
  readonly original: string;
  readonly replacement: string;
  /** The whole changed file. */
  readonly text: string;
}

const here = import.meta.dirname;
const root = join(here, '..', '..');
export const workFolder = join(root, 'work', 'mutation');

/** Facts are not code of the helpers, but say what a spec needs. */
const leftOut = /^facts\.\w+$/;

export async function mutantsOf(language: Language): Promise<Mutant[]> {
  mkdirSync(workFolder, { recursive: true });
  const mutants = language === 'python' ? pythonMutants() : await typeScriptMutants();
  return mutants.filter(({ file }) => !leftOut.test(file));
}

/** The part of Stryker's instrumenter that is used here. It is not installed for the type check. */
interface Stryker {
  readonly Instrumenter: new (logger: object) => {
    readonly instrument: (
      files: readonly { readonly name: string; readonly mutate: true; readonly content: string }[],
      options: object,
    ) => Promise<{ readonly mutants: readonly StrykerMutant[] }>;
  };
}

interface StrykerMutant {
  readonly fileName: string;
  readonly mutatorName: string;
  readonly replacement: string;
  /** Lines and columns from 0. */
  readonly location: Readonly<Record<'start' | 'end', { readonly line: number; readonly column: number }>>;
}

async function typeScriptMutants(): Promise<Mutant[]> {
  const place = join(workFolder, 'stryker');
  mkdirSync(place, { recursive: true });
  run('npm', ['install', '--install-links', '--silent', '--no-audit', '--no-fund', '--prefix', place, here]);
  const { resolve } = createRequire(join(place, 'node_modules', 'mwgen-mutation', 'package.json'));
  const module = pathToFileURL(resolve('@stryker-mutator/instrumenter')).href;
  const { Instrumenter } = (await import(module)) as Stryker;
  const quiet = (): void => undefined;
  const instrumenter = new Instrumenter({ debug: quiet, info: quiet, warn: quiet, isDebugEnabled: () => false });
  const folder = join(root, 'templates', 'typescript');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({
      name: path.split(sep).join('/'),
      mutate: true as const,
      content: readFileSync(join(folder, path), 'utf8'),
    }));
  const options = { plugins: null, excludedMutations: [], ignorers: [], noHeader: true };
  const { mutants } = await instrumenter.instrument(files, options);
  return files.flatMap(({ name, content }) => {
    const source = ts.createSourceFile(name, content, ts.ScriptTarget.Latest, true);
    const change = (start: number, end: number, operator: string, replacement: string): Mutant => ({
      file: name,
      line: source.getLineAndCharacterOfPosition(start).line + 1,
      operator,
      original: content.slice(start, end),
      replacement,
      text: content.slice(0, start) + replacement + content.slice(end),
    });
    const own = mutants.filter(({ fileName }) => fileName === name);
    return [
      ...own.map(({ location: { start, end }, mutatorName, replacement }) =>
        change(
          source.getPositionOfLineAndCharacter(start.line, start.column),
          source.getPositionOfLineAndCharacter(end.line, end.column),
          mutatorName,
          replacement,
        ),
      ),
      ...statementsIn(source).map((node) => change(node.getStart(), node.end, 'statement left out', '')),
    ];
  });
}

/** The statements that can be left out, which Stryker does not do. */
function statementsIn(source: ts.SourceFile): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function pythonMutants(): Mutant[] {
  const environment = join(workFolder, 'mutmut');
  const isWindows = process.platform === 'win32';
  const python = join(environment, isWindows ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(python)) {
    const found = findPython();
    if (found === undefined) throw new Error('there is no Python 3.10 or newer');
    run(found.command, ['-m', 'venv', environment]);
  }
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', join(here, 'requirements.txt')]);
  const printed = run(python, [join(here, 'list.py'), join(root, 'templates', 'python')]);
  return printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Mutant);
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { cwd: here, encoding: 'utf8', maxBuffer: 2 ** 30 });
}
