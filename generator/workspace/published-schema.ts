import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './build-fingerprint.js';

/** The JSON Schema included in the package. */
export function publishedSchema(): string {
  return readFileSync(join(packageFolder, 'schema', 'mwgen.v1.json'), 'utf8');
}
