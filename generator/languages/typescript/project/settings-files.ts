/** The names of the files that can have a say in the settings of generated TypeScript. Loads nothing: most runs only look whether one has changed. */
import type { SettingsFile } from '../../language.js';

export const denoFileNames = ['deno.json', 'deno.jsonc'] as const;

/** A Prettier configuration that is a program. */
export const prettierProgramNames = ['js', 'ts', 'mjs', 'mts', 'cjs', 'cts'].flatMap((extension) => [
  `.prettierrc.${extension}`,
  `prettier.config.${extension}`,
]);

export const settingsFiles: readonly SettingsFile[] = [
  { name: 'package.json', fields: ['type', 'prettier'] },
  ...[
    'tsconfig.json',
    ...denoFileNames,
    'package.yaml',
    '.editorconfig',
    '.prettierrc',
    ...['json', 'yaml', 'yml', 'json5', 'toml'].map((extension) => `.prettierrc.${extension}`),
    ...prettierProgramNames,
  ].map((name) => ({ name })),
];
