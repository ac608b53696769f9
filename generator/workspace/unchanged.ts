/**
 * The fast path of most runs: compares hashes with the cache to find that nothing has changed since everything was up
 * to date. It loads neither a parser nor a formatter.
 */
import { currentBuild, type Build } from './build-fingerprint.js';
import { recall, type Memory } from './cache.js';
import { readIfReadable } from './disk.js';
import { fileNames, generatedFiles, searchedFolders } from './generated-files.js';
import { sha256 } from '../languages/hash.js';
import { commentText } from '../languages/header.js';
import { destination, projectRoot } from './project-root.js';
import { changedInputs, settingsInputs, type SettingsInputs } from './settings-inputs.js';
import type { SpecFile } from './spec-file.js';
import { isTemporaryName } from './temporary-file.js';

/** The cache entry of a spec, if all of it is still valid, so that every file is up to date. */
export function unchangedSince(spec: SpecFile): Memory | undefined {
  if (isAutomated()) return undefined;
  const memory = recall(spec.path);
  if (memory === undefined || !memory.conclusive || memory.spec !== sha256(spec.bytes)) return undefined;
  const build: Build = currentBuild();
  const holds =
    memory.build.fingerprint === build.fingerprint &&
    filesHold(memory, projectRoot(spec.folder)) &&
    foldersHold(memory) &&
    changedInputs(memory.inputs, inputsNow(memory)).length === 0;
  return holds ? memory : undefined;
}

/** Where a project is checked for others, a cache can be restored from anywhere, so every file is verified itself. */
function isAutomated(): boolean {
  return !['', '0', 'false', undefined].includes(process.env['CI']);
}

function filesHold({ files }: Memory, root: string): boolean {
  return files.every(({ path, hash }) => {
    const goal = destination(root, path);
    const bytes = goal.kind === 'inside' ? readIfReadable(goal.path) : undefined;
    return bytes !== undefined && sha256(bytes) === hash;
  });
}

/** Whether no other files of this spec and no temporary files of killed runs have appeared. */
function foldersHold({ folders, files, plan }: Memory): boolean {
  const known = new Set(files.map(({ path }) => path));
  const spec = commentText(plan.spec);
  return searchedFolders(folders).every(
    (folder) =>
      !fileNames(folder).some(isTemporaryName) && !generatedFiles(folder, known).some((found) => found.spec === spec),
  );
}

function inputsNow({ targets, further }: Memory): SettingsInputs {
  return Object.assign({}, ...targets.map(({ output }) => settingsInputs(output, further))) as SettingsInputs;
}
