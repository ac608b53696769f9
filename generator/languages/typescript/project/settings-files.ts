/**
 * The names of files that can affect the settings of generated TypeScript. This module loads no others, because most
 * runs only check whether one of the files has changed.
 */
import type { SettingsFile } from '../../language.js';

export const denoFileNames = ['deno.json', 'deno.jsonc'] as const;

/** The fields of package.json with dependencies, and the package that projects with TypeScript have among them. */
export const dependencyFields = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
] as const;
export const typescriptPackage = 'typescript';

/** Names of Prettier configurations that are programs. */
export const prettierProgramNames = ['js', 'ts', 'mjs', 'mts', 'cjs', 'cts'].flatMap((extension) => [
  `.prettierrc.${extension}`,
  `prettier.config.${extension}`,
]);

export const settingsFiles: readonly SettingsFile[] = [
  {
    name: 'package.json',
    fields: [
      ...['type', 'prettier', 'main', 'scripts'],
      ...dependencyFields.map((field) => `${field}.${typescriptPackage}`),
    ],
  },
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
