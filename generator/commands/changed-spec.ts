/** The full path of a run, for specs that may have changed: compile, compare with the disk, write, update the cache. */
import { dirname, resolve } from 'node:path';
import type { CompileResult, TargetSettings } from '../compile.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Plan } from '../plan/plan.js';
import { askedOutputs } from './asked-outputs.js';
import { applyChanges } from '../workspace/apply.js';
import { currentBuild, type Build } from '../workspace/build-fingerprint.js';
import { recall, remember, type Memory } from '../workspace/cache.js';
import { collision, computeChangeset, wantedPaths, type Changeset } from '../workspace/changeset.js';
import type { FileChange } from '../workspace/file-change.js';
import { sha256 } from '../languages/hash.js';
import { meaningOf } from '../workspace/meaning/meaning.js';
import { targetsMeaning, type MeantTarget } from '../workspace/meaning/targets.js';
import { readHeader } from '../languages/header.js';
import { otherOwners } from '../workspace/other-owner.js';
import { projectRoot } from '../workspace/project-root.js';
import { gatherSettings, type GatheredSettings } from '../workspace/settings.js';
import type { SettingsInputs } from '../workspace/settings-inputs.js';
import { shownPath } from '../workspace/shown-path.js';
import type { SpecFile } from '../workspace/spec-file.js';
import { staleReasons } from '../workspace/stale-reason.js';
import type { Compile, RunRequest, SettingsRequest, SpecResult, Tell } from './run-types.js';

export interface ChangedSpec {
  readonly spec: SpecFile;
  readonly result: SpecResult;
  readonly diagnostics: readonly Diagnostic[];
  readonly changes: readonly FileChange[];
  /** The folders in which killed runs may have left files, absolute. */
  readonly searched: readonly string[];
  /** The new cache entry, to be saved once everything is up to date. */
  readonly memory?: Memory;
}

/** Computes the changes for each spec. `known` are the files of unchanged specs in the same run. */
export async function changedSpecs(
  specs: readonly SpecFile[],
  known: readonly string[],
  request: RunRequest,
): Promise<ChangedSpec[]> {
  const compile = await request.compiler();
  const compiled: CompiledSpec[] = [];
  for (const spec of specs) compiled.push(await compileSpec(spec, compile, request));
  const asked = compiled.map(({ spec, result }) => ({ spec, paths: wantedPaths(spec.folder, result.targets) }));
  const wanted = new Set([...known, ...asked.flatMap(({ paths }) => paths)]);
  const collisions = collisionsBetween(asked, known, request.cwd);
  const changed: ChangedSpec[] = [];
  for (const spec of compiled) changed.push(await changedSpec(spec, wanted, request));
  if (collisions.length === 0) return changed;
  // A collision that is known from the specs is not reported once more for the files on disk.
  return changed.map((spec, index) => ({
    ...spec,
    diagnostics: [
      ...(index === 0 ? collisions : []),
      ...spec.diagnostics.filter(({ code }) => code !== 'output-collision'),
    ],
  }));
}

/**
 * Writes the changes of all specs and then updates the cache. Returns diagnostics for changes that were not written.
 */
export async function carryOut(specs: readonly ChangedSpec[], tell: Tell): Promise<readonly Diagnostic[]> {
  for (const { spec, changes, memory } of specs)
    if (memory !== undefined && changes.some(({ action }) => action === 'create')) rememberStart(spec.path, memory);
  const failures = await applyChanges(
    specs.flatMap(({ changes }) => changes),
    specs.flatMap(({ searched }) => searched),
    (done, all) => {
      tell(`Writing files: ${done} of ${all}`);
    },
  );
  if (failures.length > 0) return failures;
  for (const { spec, memory } of specs) if (memory !== undefined) remember(spec.path, memory);
  return [];
}

/**
 * Adds the folders in which a run will create files to the cache before it does, so that, if it is killed, the next run
 * finds them, also if the spec no longer mentions them.
 */
function rememberStart(spec: string, next: Memory): void {
  const before = recall(spec);
  if (before === undefined) {
    remember(spec, { ...next, conclusive: false, files: [], unfinished: true });
    return;
  }
  const folders = new Set([...before.folders, ...next.folders]);
  if (folders.size > before.folders.length) remember(spec, { ...before, folders: [...folders] });
}

interface CompiledSpec {
  readonly spec: SpecFile;
  readonly result: CompileResult;
  readonly gathered: readonly GatheredSettings[];
}

async function compileSpec(spec: SpecFile, compile: Compile, { cwd, tell }: RunRequest): Promise<CompiledSpec> {
  tell?.(`Compiling ${spec.shown}`);
  const gathered: GatheredSettings[] = [];
  const settings = async ({ language, form, output, importExtension }: SettingsRequest): Promise<TargetSettings> => {
    tell?.(`Compiling ${spec.shown} for ${output}`);
    const found = await gatherSettings(cwd, { output: resolve(spec.folder, output), language, form });
    gathered.push(found);
    return importExtension === undefined ? found.settings : { ...found.settings, importExtension };
  };
  const result = await compile(spec.text, { file: spec.shown, settings });
  return { spec, result, gathered };
}

async function changedSpec(
  { spec, result, gathered }: CompiledSpec,
  wanted: ReadonlySet<string>,
  request: RunRequest,
): Promise<ChangedSpec> {
  const found = [...result.diagnostics, ...gathered.flatMap(({ diagnostics }) => diagnostics)];
  const { plan } = result;
  const nothing: SpecResult = { spec: spec.shown, files: [], meaning: [], targets: [] };
  if (plan === undefined || found.some(({ severity }) => severity === 'error')) {
    return { spec, result: nothing, diagnostics: found, changes: [], searched: [] };
  }
  const { cwd, force } = request;
  const memory = recall(spec.path);
  const root = projectRoot(spec.folder);
  const now = { build: currentBuild(), specHash: sha256(spec.bytes), inputs: mergedInputs(gathered) };
  const changeset = await computeChangeset({
    cwd,
    folder: spec.folder,
    root,
    spec: plan.spec,
    targets: result.targets,
    wanted,
    memory,
    reasons: staleReasons(memory, { cwd, ...now }),
    otherOwner: otherOwners(spec.path, root, askedOutputs),
    force,
  });
  const diagnostics = [...found, ...changeset.diagnostics];
  const targets = result.targets.map(({ framework, output, mount }) => ({
    framework,
    output: resolve(spec.folder, output),
    mount,
  }));
  const shown = (list: Memory['targets']): MeantTarget[] =>
    list.map(({ framework, output }) => ({ framework, output: shownPath(cwd, output) }));
  const moved = memory === undefined ? [] : targetsMeaning(shown(memory.targets), shown(targets));
  return {
    spec,
    result: {
      spec: spec.shown,
      files: changeset.changes.map(({ place: _, ...file }) => file),
      meaning: meaning(memory, { plan, build: now.build, moved }, changeset.changes),
      targets: targets.map((target) => ({ ...target, output: shownPath(cwd, target.output) })),
    },
    diagnostics,
    changes: changeset.changes,
    searched: changeset.searched,
    memory: {
      build: now.build,
      spec: now.specHash,
      inputs: now.inputs,
      further: gathered.flatMap(({ further }) => further),
      conclusive: diagnostics.length === 0 && gathered.every(({ repeatable }) => repeatable),
      files: rememberedFiles(changeset),
      targets,
      folders: changeset.folders,
      plan,
    },
  };
}

function mergedInputs(gathered: readonly GatheredSettings[]): SettingsInputs {
  return Object.assign({}, ...gathered.map(({ inputs }) => inputs)) as SettingsInputs;
}

/** The state of the files after the changes have been written. */
function rememberedFiles({ changes }: Changeset): Memory['files'] {
  return changes.flatMap(({ action, after, place: { named, bytes, ownership, ours } }) => {
    if (after === undefined || action === 'remove') return [];
    const isKept = action === 'none' && bytes !== undefined;
    const signature = readHeader(after)?.hash;
    return [
      {
        path: named,
        ownership,
        hash: sha256(isKept ? bytes : after),
        ...(signature === undefined ? {} : { signature }),
        ours: isKept ? ours : true,
      },
    ];
  });
}

/**
 * Empty if the files on disk are not those of the cached plan, for example after another branch was checked out: a
 * sentence about a change would be wrong then.
 */
function meaning(
  memory: Memory | undefined,
  { plan, build, moved }: { readonly plan: Plan; readonly build: Build; readonly moved: readonly string[] },
  changes: readonly FileChange[],
): readonly string[] {
  if (memory === undefined || memory.unfinished === true || changes.every(({ state }) => state === 'current'))
    return [];
  const generated = changes.filter(({ place }) => place.ownership === 'generated');
  const isOfMemory =
    generated.every(({ before, place: { remembered } }) => before === undefined || remembered) &&
    memory.files.every(({ path, ownership }) =>
      generated.some(({ before, place }) => ownership === 'once' || (before !== undefined && place.named === path)),
    );
  if (!isOfMemory) return [];
  try {
    const lines = [...meaningOf(memory.plan, plan), ...moved];
    const isRewritten = changes.some(({ reasons }) => reasons.some(({ kind }) => kind === 'generator'));
    if (lines.length > 0 || !isRewritten) return lines;
    return [
      `mwgen ${build.version} generates different code than ${memory.build.version}; the meaning of the spec has not changed`,
    ];
  } catch {
    // The plan of another version of mwgen may have another structure.
    return [];
  }
}

interface Asked {
  readonly spec: SpecFile;
  readonly paths: readonly string[];
}

/** Reports the folders of files that belong to two specs. */
function collisionsBetween(asked: readonly Asked[], known: readonly string[], cwd: string): Diagnostic[] {
  const owners = new Map(known.map((path) => [path, ['another spec']]));
  for (const { spec, paths } of asked)
    for (const path of paths) owners.set(path, [...(owners.get(path) ?? []), spec.shown]);
  const found = new Map<string, Diagnostic>();
  for (const [path, specs] of owners) {
    const key = specs.join('\n');
    if (specs.length > 1 && !found.has(key)) found.set(key, collision(shownPath(cwd, dirname(path)), specs));
  }
  return [...found.values()];
}
