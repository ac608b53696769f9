/** Reads the project's settings that affect an output. */
import type { TargetSettings } from '../compile.js';
import { languageCalled, languages } from '../languages/index.js';
import type { FoundSettings } from '../languages/project.js';
import { disk } from './disk.js';
import { settingsInputs, type SettingsInputs } from './settings-inputs.js';
import { shownPath } from './shown-path.js';

export interface GatheredSettings extends FoundSettings<TargetSettings> {
  /** The files that the settings come from, to detect later whether they changed. */
  readonly inputs: SettingsInputs;
}

/** The files that settings are for. Paths are absolute, and the folder need not exist yet. */
export interface SettingsSubject {
  readonly output: string;
  /** The language of the target. */
  readonly language: string;
  /** The form of the language that the spec asks for. Default: the one that the project uses. */
  readonly form?: string | undefined;
}

export async function gatherSettings(
  cwd: string,
  { output, language, form: asked }: SettingsSubject,
): Promise<GatheredSettings> {
  const form = asked ?? (await usedForm(output, language));
  const project = await languageCalled(form).openProject(disk);
  const found = await project.settings(output, (path) => shownPath(cwd, path));
  return { ...found, settings: { ...found.settings, form }, inputs: settingsInputs(output, found.further) };
}

/** The form of a language that the project of a folder uses: the language itself, or another form. */
export async function usedForm(folder: string, language: string): Promise<string> {
  for (const { name, formOf, openProject } of languages) {
    if (formOf === language && (await openProject(disk)).usesForm?.(folder) === true) return name;
  }
  return language;
}
