/**
 * The changes that a run would make to the files of one spec. They are computed in memory before anything is written,
 * and `generate`, `check`, `--diff`, `--dry-run` and `--json` are all based on them.
 */
import { dirname, join, resolve } from 'node:path';
import type { GeneratedFile, TargetOutput } from '../compile.js';
import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { isCodeOf } from './cache.js';
import { kindOf, readIfFile, reasonOf } from './disk.js';
import { compareFile, type FileState } from './file-state.js';
import { sha256 } from '../languages/hash.js';
import { conflictSides, readHeader, unixText } from '../languages/header.js';
import { hashingFor, languageOfFile } from '../languages/index.js';
import { searchedFolders } from './generated-files.js';
import type { ChangesetRequest, FileChange, FilePlace } from './file-change.js';
import { conflictVersions } from './git-versions.js';
import { findOrphans } from './orphans.js';
import { renamedHooks } from './renamed-hooks.js';
import { destination } from './project-root.js';
import { shownPath } from './shown-path.js';
import type { StaleReason } from './stale-reason.js';

export interface Changeset {
  readonly changes: readonly FileChange[];
  /** Folders to search in the next run, absolute: those with output, and those in which files were left. */
  readonly folders: readonly string[];
  /** The folders that were searched in this run, absolute, without those that lead out of the project. */
  readonly searched: readonly string[];
  /** If there are errors, the run is refused. */
  readonly diagnostics: readonly Diagnostic[];
}

export async function computeChangeset(request: ChangesetRequest): Promise<Changeset> {
  const diagnostics: Diagnostic[] = [];
  const changes: FileChange[] = [];
  const collisions = new Map<string, string>();
  const files = request.targets.flatMap((target) => target.files);
  for (const file of files) {
    const place = locate(resolve(request.folder, file.path), request, diagnostics);
    if (place === undefined) continue;
    changes.push(await fileChange(file, place, request));
    const other = otherSpec(file, place, request);
    if (other !== undefined) collisions.set(shownPath(request.cwd, dirname(place.named)), other);
    if (file.ownership === 'once') diagnostics.push(...(await hooksDiagnostics(file, place, request)));
  }
  const current = outputFolders(request);
  const searched = searchedFolders([...current, ...(request.memory?.folders ?? [])]).filter(
    (folder) => destination(request.root, folder).kind === 'inside',
  );
  changes.push(...(await findOrphans(searched, request)));
  const folders = [
    ...new Set([
      ...current,
      ...changes.filter(({ action }) => action === 'leave').map(({ place }) => dirname(place.named)),
    ]),
  ];
  const owned = [...collisions].slice(0, 1).map(([path, other]) => collision(path, [request.spec, other]));
  const renamed = renamedHooks(changes, request);
  return {
    changes,
    folders,
    searched,
    diagnostics: [
      ...diagnostics,
      // Files of another spec are not edited, so nothing else is reported about them.
      ...(owned.length > 0 ? owned : changes.flatMap(diagnosticsOf)),
      ...renamed,
      ...unusedHooks(request, renamed),
    ],
  };
}

/** Reports an output folder that belongs to more than one spec: each run would overwrite the files of the others. */
export function collision(path: string, specs: readonly string[]): Diagnostic {
  const help = 'Give each spec its own output folder, or put all middleware into one spec.';
  return diagnostic('output-collision', { path, specs: specs.join(' and ') }, { file: path, help });
}

/** The other spec that an existing file belongs to. */
function otherSpec(
  { ownership }: GeneratedFile,
  { named, bytes }: Located,
  { cwd, otherOwner }: ChangesetRequest,
): string | undefined {
  const header = ownership === 'once' || bytes === undefined ? undefined : readHeader(bytes.toString('utf8'));
  const other = header === undefined ? undefined : otherOwner(named, header.spec);
  return other === undefined ? undefined : shownPath(cwd, other);
}

/** The folders of all requested files. */
function outputFolders({ folder, targets }: ChangesetRequest): string[] {
  return targets.flatMap((target) => [
    resolve(folder, target.output),
    ...target.files.map((file) => dirname(resolve(folder, file.path))),
  ]);
}

interface Located {
  readonly named: string;
  readonly real: string;
  readonly bytes?: Buffer;
}

/** The location and contents of a file, or `undefined` and a diagnostic if the file cannot or must not be there. */
function locate(named: string, { cwd, root }: ChangesetRequest, diagnostics: Diagnostic[]): Located | undefined {
  const path = shownPath(cwd, named);
  const blocked = (reason: string): undefined => {
    diagnostics.push(diagnostic('output-blocked', { path, reason }, { file: path }));
  };
  const goal = destination(root, named);
  if (goal.kind === 'outside') {
    const help =
      'Output must be inside the project, also if symbolic links are followed. Choose a folder below its root.';
    diagnostics.push(diagnostic('output-outside', { path, leads: goal.path, root }, { file: path, help }));
    return undefined;
  }
  if (goal.kind === 'blocked') {
    blocked(goal.reason);
    return;
  }
  const kind = kindOf(goal.path);
  if (kind === 'folder') {
    blocked('there is a folder with this name');
    return;
  }
  if (kind === 'other') {
    blocked('it is not a regular file');
    return;
  }
  try {
    const bytes = readIfFile(goal.path);
    return { named, real: goal.path, ...(bytes === undefined ? {} : { bytes }) };
  } catch (error) {
    blocked(`the existing file cannot be read (${reasonOf(error)})`);
    return;
  }
}

async function fileChange(file: GeneratedFile, located: Located, request: ChangesetRequest): Promise<FileChange> {
  const { bytes } = located;
  const path = shownPath(request.cwd, located.named);
  const before = bytes?.toString('utf8');
  const texts = { ...(before === undefined ? {} : { before }), after: file.text };
  if (file.ownership === 'once') {
    const isThere = before !== undefined;
    const place: FilePlace = { ...located, ownership: 'once', ours: true, remembered: false };
    return {
      path,
      state: isThere ? 'current' : 'missing',
      action: isThere ? 'none' : 'create',
      reasons: [],
      ...texts,
      place,
    };
  }
  const remembered = request.memory?.files.find((entry) => entry.path === located.named);
  const isAsRemembered = bytes !== undefined && remembered?.hash === sha256(bytes);
  const isRemembered = isCodeOf(remembered, before);
  const { state, ours, conflict } = await compareFile({
    ...(before === undefined ? {} : { actual: before }),
    expected: file.text,
    laidOutByUs: isAsRemembered && remembered.ours,
    hashing: hashingFor(file.path),
    versions: () => conflictVersions(request.root, located.real),
  });
  // The cache can explain a stale file only if the file has not changed since, for example by checking out another
  // commit.
  const reasons: readonly StaleReason[] =
    conflict === true
      ? [{ kind: 'conflict' }]
      : state !== 'stale'
        ? []
        : isRemembered
          ? request.reasons
          : [{ kind: 'unknown' }];
  return {
    path,
    state,
    action: actionFor(state, request.force),
    reasons,
    ...texts,
    place: { ...located, ownership: 'generated', ours, remembered: isRemembered },
  };
}

function actionFor(state: FileState, force: boolean): FileChange['action'] {
  switch (state) {
    case 'current':
      return 'none';
    case 'missing':
      return 'create';
    case 'stale':
      return 'update';
    case 'orphan':
      return 'remove';
    case 'edited':
    case 'foreign':
      return force ? 'update' : 'refuse';
  }
}

function diagnosticsOf({ path, state, action, reasons }: FileChange): Diagnostic[] {
  if (action === 'leave') {
    const help = 'Remove it, or remove its first two lines to keep it as your own file.';
    return [diagnostic('file-left-edited', { path }, { file: path, help })];
  }
  if (action !== 'refuse') return [];
  if (state === 'foreign') {
    const help =
      'Move it, choose another output folder, or run `npx mwgen generate --force` to replace it. ' +
      'Code that runs with the middleware belongs in hooks (`hooks: { before: true }` in the spec creates a file for it).';
    return [diagnostic('file-foreign', { path }, { file: path, help })];
  }
  if (reasons.some(({ kind }) => kind === 'conflict')) {
    const help =
      'Save code of your own, if there is any, and run `npx mwgen generate --force` to generate the file again. ' +
      'Own code belongs in hooks.';
    return [diagnostic('file-conflict', { path }, { file: path, help })];
  }
  const help =
    'Your own code belongs in hooks (`hooks: { before: true }` in the spec creates a file for it). ' +
    'Revert the edit, or run `npx mwgen generate --force` to overwrite it.';
  return [diagnostic('file-edited', { path }, { file: path, help })];
}

async function hooksDiagnostics(
  file: GeneratedFile,
  { named, bytes }: Located,
  { cwd }: ChangesetRequest,
): Promise<Diagnostic[]> {
  if (bytes === undefined) return [];
  const path = shownPath(cwd, named);
  const text = unixText(bytes.toString('utf8'));
  if (conflictSides(text) !== undefined) return [diagnostic('hooks-conflict', { path }, { file: path })];
  const hooks = await languageOfFile(file.path)?.loadHooksSyntax();
  const names = hooks?.missing(text, file.requiredExports ?? []) ?? [];
  if (names.length === 0) return [];
  const lines = names.map((name) => hooks?.definition(file.text, name)).join('\n\n');
  return [diagnostic('hooks-lack', { path, names: names.join(', ') }, { file: path, help: `Add to it:\n\n${lines}` })];
}

/** Reported once, by the run that removes them from the cache: the modules that they import may be gone. */
function unusedHooks({ cwd, memory, wanted }: ChangesetRequest, renamed: readonly Diagnostic[]): Diagnostic[] {
  if (renamed.length > 0) return [];
  const left = (memory?.files ?? []).filter(({ ownership, path }) => ownership === 'once' && !wanted.has(path));
  return left
    .filter(({ path }) => kindOf(path) === 'file')
    .map(({ path }) => {
      const shown = shownPath(cwd, path);
      return diagnostic('hooks-unused', { path: shown }, { file: shown, help: 'Remove it if you do not need it.' });
    });
}

/** Absolute paths of all files of a spec. */
export function wantedPaths(folder: string, targets: readonly TargetOutput[]): string[] {
  return targets.flatMap((target) => target.files.map((file) => join(folder, file.path)));
}
