/** Reads the settings of the project's Prettier. */
import { basename, dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { diagnostic, type Diagnostic } from '../../../diagnostics/diagnostic.js';
import { textOf, type Disk } from '../../disk.js';
import { nearestPackageJson } from './package-json.js';
import { prettierProgramNames } from './settings-files.js';

export interface PrettierOptions {
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether the same files always give the same options. A program or a plugin can depend on anything. */
  readonly repeatable: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** The project's Prettier options for a file in an output folder. */
export async function prettierOptions(
  disk: Disk,
  output: string,
  name: string,
  shown: (path: string) => string,
): Promise<PrettierOptions> {
  const file = join(output, name);
  let config: string | null = null;
  try {
    const { format, resolveConfig, resolveConfigFile } = await import('prettier');
    config = await resolveConfigFile(file);
    const options: Record<string, unknown> = (await resolveConfig(file, { editorconfig: true, useCache: false })) ?? {};
    const plugins = Array.isArray(options['plugins']) ? options['plugins'] : [];
    const resolved = plugins.map((plugin: unknown) => absolutePlugin(disk, plugin, config ?? file));
    const usable = resolved.length === 0 ? options : { ...options, plugins: resolved };
    // Plugins that cannot be loaded and invalid values are only found when the options are used.
    await format('', { ...usable, parser: 'typescript' });
    checkNumbers(usable);
    return {
      options: usable,
      repeatable: resolved.length === 0 && (config === null || isData(disk, config)),
      diagnostics: [],
    };
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    const wrong = diagnostic('prettier-config', { detail }, config === null ? {} : { file: shown(config) });
    return { options: {}, repeatable: false, diagnostics: [wrong] };
  }
}

/** With such values, which Prettier accepts, code takes up all memory. */
function checkNumbers({ tabWidth, printWidth }: Readonly<Record<string, unknown>>): void {
  if (typeof tabWidth === 'number' && (tabWidth < 0 || tabWidth > 64))
    throw new Error(`tabWidth must be from 0 to 64, not ${tabWidth}.`);
  if (typeof printWidth === 'number' && printWidth < 1)
    throw new Error(`printWidth must be at least 1, not ${printWidth}.`);
}

/** Resolves a plugin from the project's configuration file, because mwgen's own Prettier would look elsewhere. */
function absolutePlugin(disk: Disk, plugin: unknown, config: string): unknown {
  if (typeof plugin !== 'string' || isAbsolute(plugin) || plugin.startsWith('file:')) return plugin;
  return pathToFileURL(disk.resolveModule(config, plugin)).href;
}

/**
 * Whether a configuration file contains only values. It could also be a program or the name of a shared configuration.
 */
function isData(disk: Disk, config: string): boolean {
  const name = basename(config);
  if (prettierProgramNames.includes(name) || name === 'package.yaml') return false;
  if (name === 'package.json') return typeof nearestPackageJson(disk, dirname(config))?.fields['prettier'] === 'object';
  if (name.endsWith('.toml')) return true;
  // The name of a shared configuration is a single string, whereas values are a mapping, which has keys.
  return /(?:^|[{,])\s*["']?[\w-]+["']?\s*:/m.test(textOf(disk, config));
}
