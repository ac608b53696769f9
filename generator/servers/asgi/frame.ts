import type { PythonExternals } from '../../languages/python/modules.js';

/** What a framework on ASGI adds to the server interface. */
export interface AsgiFrame {
  /** The class of its applications. */
  readonly application: string;
  /** Where the framework's names come from. */
  readonly externals: PythonExternals;
}
