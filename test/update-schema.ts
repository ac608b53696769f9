/** Writes the JSON Schema that is published with the package. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printJsonSchema } from '../generator/spec/json-schema.js';
import { targets } from '../generator/targets/index.js';

writeFileSync(join(import.meta.dirname, '..', 'schema', 'mwgen.v1.json'), printJsonSchema(targets));
