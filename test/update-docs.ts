/** Writes the generated parts of the documentation: the page of messages, and the code in the README. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnosticsPage } from './diagnostics-page.js';
import { withExcerpt } from './doc-examples.js';

const root = join(import.meta.dirname, '..');
const readme = join(root, 'README.md');

writeFileSync(join(root, 'docs', 'diagnostics.md'), diagnosticsPage());
writeFileSync(readme, await withExcerpt(readFileSync(readme, 'utf8')));
