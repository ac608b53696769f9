/** Formats Python with Ruff. */
import { Recent } from '../recent.js';
import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';

/** The application's settings of Ruff's formatter, with Ruff's names. */
export type RuffSettings = Readonly<Record<string, unknown>>;

/** Formats code with the application's settings. */
export function formatPython(code: string, settings: RuffSettings): string {
  const options = { ...settings, 'target-version': 'py310' };
  return formatted.of(JSON.stringify([options, code]), () =>
    withWorkspace(options, (workspace) => workspace.format(code)),
  );
}

/** The canonical layout for header hashes in version 0.1.0. */
export function formerCanonicalPython(code: string): string {
  const options = { 'line-length': 320, format: { 'skip-magic-trailing-comma': true } };
  return withWorkspace(options, (workspace) => workspace.format(code));
}

/** Runs Ruff with some settings. The last few instances are cached, because creating one takes time. */
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

const formatted = new Recent<string>();
const workspaces = new Map<string, Workspace>();
