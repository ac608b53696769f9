/** Reads the project's settings that affect an output. */
import type { TargetSettings } from '../compile.js';
import { languageCalled } from '../languages/index.js';
import type { FoundSettings } from '../languages/project.js';
import { disk } from './disk.js';
import { settingsInputs, type SettingsInputs } from './settings-inputs.js';
import { shownPath } from './shown-path.js';

export interface GatheredSettings extends FoundSettings<TargetSettings> {
  /** The files that the settings come from, to detect later whether they changed. */
  readonly inputs: SettingsInputs;
}

/**
 * The settings for the files of an output folder in a language. Paths are absolute, and the folder need not exist yet.
 */
export async function gatherSettings(cwd: string, output: string, language: string): Promise<GatheredSettings> {
  const project = await languageCalled(language).openProject(disk);
  const found = await project.settings(output, (path) => shownPath(cwd, path));
  return { ...found, inputs: settingsInputs(output, found.further) };
}
