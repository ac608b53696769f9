/** Writes what was measured into `docs/benchmarks`: a page a target, with its tables and their plots. */
import { availableParallelism } from 'node:os';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawn } from './charts.js';
import { markdown, type Table } from './figures.js';

const folder = join(import.meta.dirname, '..', 'docs', 'benchmarks');

export async function writeReport(target: string, tables: readonly Table[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const sections: string[] = [];
  for (const table of tables) {
    const image = `${target}-${table.name}.svg`;
    writeFileSync(join(folder, image), await drawn(table));
    sections.push(`## ${table.title}\n\n![${table.title.replaceAll('`', '')}](${image})\n\n${markdown(table)}`);
  }
  writeFileSync(join(folder, `${target}.md`), `${head(target)}\n\n${sections.join('\n\n')}\n`);
}

function head(target: string): string {
  const machine = `Linux, ${String(availableParallelism())} processors, Node ${process.versions.node}`;
  return `# What the middleware costs: ${target}

<!-- Written by \`npm run bench -- ${target} --report\`. -->

Measured in one run (${machine}): medians, and quartiles in brackets. All servers are started several times and measured in turn,
and their medians are compared with that of the application without middleware. "no middleware, again" shows how much is noise.`;
}
