import type { PythonExternals } from '../../languages/python/modules.js';

/** What a framework on ASGI adds to the server interface. */
export interface AsgiFrame {
  /** The class of the framework's applications. */
  readonly application: string;
  /** Where the framework's names for ASGI types and requests come from. */
  readonly externals: PythonExternals;
}
