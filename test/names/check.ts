/** Checks that outputs compile: TypeScript as one strict program, and Python with its compiler and Ruff. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import ts from 'typescript';
import type { GeneratedFile } from '../../generator/languages/output.js';

/** The findings, one per line. `folder` is where the files have been written. */
export function typeScriptFindings(folder: string, files: readonly GeneratedFile[]): string[] {
  const program = ts.createProgram(
    files.map(({ path }) => join(folder, path)),
    {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      lib: ['lib.es2022.d.ts'],
      types: ['node'],
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      isolatedModules: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
    },
  );
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
    return `${file?.fileName ?? ''}:${String(line)} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/** Undeclared, redeclared and unused names, and syntax errors. */
export function pythonFindings(python: string, folder: string, files: readonly GeneratedFile[]): string[] {
  const workspace = new Workspace(
    { 'target-version': 'py310', lint: { select: ['F', 'A', 'B018', 'PLE', 'PLW0128'] } },
    PositionEncoding.Utf16,
  );
  const found = files.flatMap(({ path, text }) =>
    (workspace.check(text) as { readonly message: string }[]).map(({ message }) => `${path}: ${message}`),
  );
  workspace.free();
  const compiling = [
    'import pathlib, sys',
    'for path in sys.stdin.read().splitlines():',
    '    compile(pathlib.Path(path).read_text(encoding="utf-8"), path, "exec")',
  ].join('\n');
  const input = files.map(({ path }) => join(folder, path)).join('\n');
  const { stderr } = spawnSync(python, ['-W', 'error', '-c', compiling], { input, encoding: 'utf8' });
  return [...found, ...stderr.split('\n').filter((line) => line !== '')];
}
