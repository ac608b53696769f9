/** What an output comes to: plain facts that every layer may know. */

export interface GeneratedFile {
  /** Relative to the spec's folder, with `/` on every system. */
  readonly path: string;
  /** The whole text with its header; `\n` line ends. */
  readonly text: string;
  /** `once`: the user's from then on (hooks): written where nothing is, and never looked at again. */
  readonly ownership: 'generated' | 'once';
  /** For `once` files: names that the generated code imports from it. */
  readonly requiredExports?: readonly string[];
}

export interface MountLines {
  /** `import { registerMiddleware } from './middleware/index.js';`, the specifier relative to the output folder's parent. */
  readonly importLine: string;
  readonly callLine: string;
  /** Where in the application they go: `before the routes`. */
  readonly place: string;
}
