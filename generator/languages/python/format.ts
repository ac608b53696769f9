/** The home of Ruff: one authority for white space and for imports. */
import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';

/** The application's settings of Ruff's formatter, under the names that Ruff gives them. */
export type RuffSettings = Readonly<Record<string, unknown>>;

/** Lays code out under the application's settings. */
export function formatPython(code: string, settings: RuffSettings): string {
  return withWorkspace({ ...settings, 'target-version': 'py310' }, (workspace) => workspace.format(code));
}

/** The layout that the hash in a header is taken of: fixed, so that no setting of the application's changes the hash. */
export function canonicalPython(code: string): string {
  const options = { 'line-length': 320, format: { 'skip-magic-trailing-comma': true } };
  return withWorkspace(options, (workspace) => workspace.format(code));
}

/** Takes out the imports that nothing uses and sorts the rest. Throws where a name comes from nowhere. */
export function tidyImports(code: string, settings: RuffSettings): string {
  const length = settings['line-length'];
  const options = {
    ...(length === undefined ? {} : { 'line-length': length }),
    'target-version': 'py310',
    lint: { select: ['F401', 'F821', 'I001'] },
  };
  return withWorkspace(options, (workspace) => {
    let text = code;
    for (;;) {
      const found = workspace.check(text) as Diagnostic[];
      const fatal = found.find(({ fix }) => fix === null);
      if (fatal !== undefined) throw new Error(`The generated Python is wrong: ${fatal.message}`);
      const unused = found.filter(({ code: rule }) => rule === 'F401');
      const [next] = unused.length > 0 ? unused : found;
      if (next?.fix == null) return text;
      text = applyEdits(text, next.fix.edits);
      // What is sorted is all that was to be done: each import that is not used has been taken out before.
      if (next.code === 'I001') return text;
    }
  });
}

interface Position {
  readonly row: number;
  readonly column: number;
}

interface Edit {
  readonly content: string | null;
  readonly location: Position;
  readonly end_location: Position;
}

interface Diagnostic {
  readonly code: string | null;
  readonly message: string;
  readonly fix: { readonly edits: readonly Edit[] } | null;
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const offset = ({ row, column }: Position): number => (starts[row - 1] ?? text.length) + column - 1;
  return [...edits]
    .sort((a, b) => offset(b.location) - offset(a.location))
    .reduce(
      (edited, { content, location, end_location: end }) =>
        edited.slice(0, offset(location)) + (content ?? '') + edited.slice(offset(end)),
      text,
    );
}

/** Ruff with some settings; those of the last few are kept, since it takes time to make one. */
function withWorkspace<Result>(options: object, use: (workspace: Workspace) => Result): Result {
  const key = JSON.stringify(options);
  const known = workspaces.get(key);
  if (known !== undefined) return use(known);
  const made = new Workspace(options, PositionEncoding.Utf16);
  workspaces.set(key, made);
  if (workspaces.size > 6) {
    const [oldest] = workspaces;
    if (oldest !== undefined) {
      workspaces.delete(oldest[0]);
      oldest[1].free();
    }
  }
  return use(made);
}

const workspaces = new Map<string, Workspace>();
