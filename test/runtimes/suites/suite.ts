import type { Runtime } from '../build.js';
import type { Framework } from '../generate.js';
import type { Client } from '../client.js';

/** Where a suite runs. The client is available once the tests are running. */
export interface Place {
  readonly framework: Framework;
  readonly runtime: Runtime;
  readonly client: () => Client;
  readonly port: () => number;
}
