/** Writes the generated parts of the documentation: the guides, the page of messages, and the code in the README. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnosticsPage } from './diagnostics-page.js';
import { withExcerpts } from './doc-examples.js';
import { subjects } from './guides/frameworks.js';
import { guide } from './guides/guide.js';

const root = join(import.meta.dirname, '..');
const guides = join(root, 'docs', 'guides');

writeFileSync(join(root, 'docs', 'diagnostics.md'), diagnosticsPage());
for (const page of ['README.md', 'docs/migrating.md']) {
  const path = join(root, page);
  writeFileSync(path, await withExcerpts(readFileSync(path, 'utf8')));
}
mkdirSync(guides, { recursive: true });
for (const subject of subjects) writeFileSync(join(guides, `${subject.framework}.md`), await guide(subject));
