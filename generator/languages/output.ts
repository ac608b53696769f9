/** The result of generating an output. */

export interface GeneratedFile {
  /** With `/` on every system. In the result of the compiler it is relative to the spec's folder. */
  readonly path: string;
  /** The complete text, including the header, with `\n` line ends. */
  readonly text: string;
  /** `once`: the file is created if it does not exist, and then belongs to the user (hooks). */
  readonly ownership: 'generated' | 'once';
  /** For `once` files: names that the generated code imports from the file. */
  readonly requiredExports?: readonly string[];
}

export interface MountLines {
  /**
   * For example `import { registerMiddleware } from './middleware/index.js';`, with a specifier relative to the parent
   * of the output folder.
   */
  readonly importLine: string;
  readonly callLine: string;
  /** Where to insert the lines in the application: `before the routes`. */
  readonly place: string;
  /** The files to insert them in, in words, if there is no entry file. */
  readonly files?: string;
  /** What else to know about the place. */
  readonly note?: string;
  /** How a handler reads the ID of its request, if the output assigns IDs. */
  readonly requestId?: RequestIdAccess;
}

export interface RequestIdAccess {
  /** For example `req.requestId`. */
  readonly expression: string;
  /** What the expression needs from the index module. */
  readonly imported?: string;
}
