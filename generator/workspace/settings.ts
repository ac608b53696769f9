/** Gathers from the project what an output depends on besides the spec. */
import { createRequire } from 'node:module';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TargetSettings } from '../compile.js';
import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { readIfReadable } from './disk.js';
import { importExtension } from './import-extension.js';
import { nearestPackageJson, PackageJsonError } from './package-json.js';
import { prettierProgramNames, settingsInputs, type SettingsInputs } from './settings-inputs.js';
import { ruffSettings } from './ruff-settings.js';
import { shownPath } from './shown-path.js';
import { isForDeno } from './runtime-files.js';
import { readTsconfig, TsconfigError, type Tsconfig } from './tsconfig.js';

export interface GatheredSettings {
  readonly settings: TargetSettings;
  /** The files that they come from, for telling later whether they changed. */
  readonly inputs: SettingsInputs;
  /** Files among them that are not found by looking upwards: what a tsconfig.json extends. */
  readonly further: readonly string[];
  /** Whether the same inputs give the same settings. A configuration that is a program, or names a plugin, can depend on anything. */
  readonly repeatable: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** The settings for files of an output folder, which need not exist yet. Absolute paths. */
export async function gatherSettings(cwd: string, output: string): Promise<GatheredSettings> {
  const diagnostics: Diagnostic[] = [];
  const tsconfig = understood(() => readTsconfig(output), cwd, diagnostics);
  const isModule = understood(() => nearestPackageJson(output)?.fields['type'] === 'module', cwd, diagnostics);
  const prettier = await prettierOptions(cwd, output, diagnostics);
  const further = tsconfig === undefined ? [] : [...tsconfig.files];
  return {
    settings: {
      importExtension: importExtension(tsconfig?.options, isModule === true, isForDeno(output)),
      prettier: prettier.options,
      ruff: { ...ruffSettings(output) },
    },
    inputs: settingsInputs(output, further),
    further,
    repeatable: prettier.repeatable,
    diagnostics,
  };
}

/** What a reader gives, or a diagnostic in its stead. */
function understood<Value extends Tsconfig | boolean | undefined>(
  read: () => Value,
  cwd: string,
  diagnostics: Diagnostic[],
): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof TsconfigError || error instanceof PackageJsonError) {
      const path = shownPath(cwd, error.file);
      const code = error instanceof TsconfigError ? 'tsconfig-unreadable' : 'package-unreadable';
      diagnostics.push(diagnostic(code, { path, detail: error.message }, { file: path }));
      return undefined;
    }
    throw error;
  }
}

interface PrettierOptions {
  readonly options: Readonly<Record<string, unknown>>;
  readonly repeatable: boolean;
}

async function prettierOptions(cwd: string, output: string, diagnostics: Diagnostic[]): Promise<PrettierOptions> {
  const file = join(output, 'index.ts');
  let config: string | null = null;
  try {
    const { format, resolveConfig, resolveConfigFile } = await import('prettier');
    config = await resolveConfigFile(file);
    const options: Record<string, unknown> = (await resolveConfig(file, { editorconfig: true, useCache: false })) ?? {};
    const plugins = Array.isArray(options['plugins']) ? options['plugins'] : [];
    const resolved = plugins.map((plugin: unknown) => absolutePlugin(plugin, config ?? file));
    const usable = resolved.length === 0 ? options : { ...options, plugins: resolved };
    // Whether the options can be used shows only when they are: a plugin that does not load, a width that is no number.
    await format('', { ...usable, parser: 'typescript' });
    return { options: usable, repeatable: resolved.length === 0 && (config === null || isData(config)) };
  } catch (error) {
    const shown = config === null ? undefined : shownPath(cwd, config);
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    diagnostics.push(diagnostic('prettier-config', { detail }, shown === undefined ? {} : { file: shown }));
    return { options: {}, repeatable: false };
  }
}

/** A plugin is named as the application would find it; mwgen runs its own Prettier, which would look elsewhere. */
function absolutePlugin(plugin: unknown, config: string): unknown {
  if (typeof plugin !== 'string' || isAbsolute(plugin) || plugin.startsWith('file:')) return plugin;
  return pathToFileURL(createRequire(config).resolve(plugin)).href;
}

/** Whether a Prettier configuration is nothing but values: not a program, and not the name of a shared configuration. */
function isData(config: string): boolean {
  const name = basename(config);
  if (prettierProgramNames.includes(name) || name === 'package.yaml') return false;
  if (name === 'package.json') return typeof nearestPackageJson(dirname(config))?.fields['prettier'] === 'object';
  if (name.endsWith('.toml')) return true;
  // The name of a shared configuration is a lone string; values are a mapping, which has a key.
  return /(?:^|[{,])\s*["']?[\w-]+["']?\s*:/m.test(readIfReadable(config)?.toString('utf8') ?? '');
}
