/** The home of Ruff: one authority for white space. */
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
