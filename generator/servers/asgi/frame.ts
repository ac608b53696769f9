import type { PythonExternals } from '../../languages/python/modules.js';

/** What a framework on ASGI adds to the server interface. */
export interface AsgiFrame {
  /** The class of its applications. */
  readonly application: string;
  /** Where the names come from that the framework has for ASGI: its types and requests. */
  readonly externals: PythonExternals;
}
