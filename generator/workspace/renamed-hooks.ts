/** Finds hooks files whose middleware was renamed in the spec: a new, empty file would silently replace their code. */
import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { ChangesetRequest, FileChange } from './file-change.js';
import { shownPath } from './shown-path.js';

/**
 * A middleware that is gone leaves a generated file behind, with its hooks file beside it. If another hooks file is
 * created in the same folder at the same time, the middleware was probably renamed.
 */
export function renamedHooks(changes: readonly FileChange[], { cwd, wanted, force }: ChangesetRequest): Diagnostic[] {
  if (force) return [];
  const names = changes.map(({ place }) => place.named);
  const orphans = changes.filter(({ state }) => state === 'orphan').map(({ place }) => place.named);
  return changes.flatMap(({ path, state, place: { named, ownership } }) => {
    if (ownership !== 'once' || state !== 'missing') return [];
    const folder = dirname(named);
    const ending = endingOf(named, names);
    const old = orphans
      .filter((orphan) => dirname(orphan) === folder)
      .map((orphan) => join(folder, `${stemOf(orphan)}${ending}`))
      .find((candidate) => !wanted.has(candidate) && existsSync(candidate));
    if (old === undefined) return [];
    const shown = shownPath(cwd, old);
    const help =
      `If you renamed the middleware, run \`git mv ${shown} ${path}\`. ` +
      `If the middleware is a new one, remove ${shown}, or run \`npx mwgen generate --force\`.`;
    return [diagnostic('hooks-renamed', { path, old: shown }, { file: path, help })];
  });
}

/** What the name of a hooks file has after the name of the middleware's own file, such as `.hooks` and the extension. */
function endingOf(hooks: string, names: readonly string[]): string {
  const stems = names
    .filter((name) => name !== hooks && dirname(name) === dirname(hooks))
    .map(stemOf)
    .filter((stem) => basename(hooks).startsWith(stem))
    .sort((left, right) => right.length - left.length);
  return basename(hooks).slice(stems[0]?.length ?? 0);
}

function stemOf(path: string): string {
  return basename(path, extname(path));
}
