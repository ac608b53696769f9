/** Writes the JSON Schema that is published with the package. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printJsonSchema } from '../generator/spec/json-schema.js';

writeFileSync(join(import.meta.dirname, '..', 'schema', 'mwgen.v1.json'), printJsonSchema());
