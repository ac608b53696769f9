/** Gathers from the project what an output depends on besides the spec. */
import type { TargetSettings } from '../compile.js';
import { languageCalled } from '../languages/index.js';
import type { FoundSettings } from '../languages/project.js';
import { disk } from './disk.js';
import { settingsInputs, type SettingsInputs } from './settings-inputs.js';
import { shownPath } from './shown-path.js';

export interface GatheredSettings extends FoundSettings<TargetSettings> {
  /** The files that they come from, for telling later whether they changed. */
  readonly inputs: SettingsInputs;
}

/** The settings for files of an output folder in a language; the folder need not exist yet. Absolute paths. */
export async function gatherSettings(cwd: string, output: string, language: string): Promise<GatheredSettings> {
  const project = await languageCalled(language).openProject(disk);
  const found = await project.settings(output, (path) => shownPath(cwd, path));
  return { ...found, inputs: settingsInputs(output, found.further) };
}
