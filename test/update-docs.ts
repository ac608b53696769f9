/** Writes the pages of `docs/` that are made from the code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnosticsPage } from './diagnostics-page.js';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'diagnostics.md'), diagnosticsPage());
