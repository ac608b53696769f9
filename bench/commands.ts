/** Wall time of the commands, as a ratio to starting Node alone, and what the package weighs. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figureOf, type Table } from './figures.js';
import type { Plan } from './measure.js';

const root = join(import.meta.dirname, '..');

export function measureCommands({ rounds, work }: Plan): Table {
  const folder = join(work, 'project');
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'demo', 'project', 'mwgen.yaml'), join(folder, 'mwgen.yaml'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "dependencies": { "express": "^5.0.0" } }\n');
  const cli = join(root, 'dist', 'cli.js');
  if (!existsSync(cli)) throw new Error('Run `npm run build` first.');
  // With `node_modules`, the project has its own cache.
  const forget = (): void => {
    for (const name of ['middleware', 'node_modules']) rmSync(join(folder, name), { recursive: true, force: true });
    mkdirSync(join(folder, 'node_modules'));
  };
  const calls: readonly (readonly [label: string, words: readonly string[], before?: () => void])[] = [
    ['`node -e 0`', ['-e', '0']],
    ['`node -e 0`, again', ['-e', '0']],
    ['`mwgen generate`, everything new', [cli, 'generate'], forget],
    ['`mwgen generate`, nothing to do', [cli, 'generate']],
    ['`mwgen check`, nothing to do', [cli, 'check']],
    ['`mwgen --help`', [cli, '--help']],
  ];
  const samples = calls.map((): number[] => []);
  // A round takes seconds here.
  for (let round = -1; round < rounds / 4; round += 1) {
    const times = calls.map(([label, words, before]) => {
      before?.();
      const started = performance.now();
      const { status, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${label}: exit code ${String(status)}\n${stderr}`);
      return performance.now() - started;
    });
    const [floor = NaN] = times;
    if (round >= 0) for (const [index, time] of times.entries()) samples[index]?.push(time / floor);
  }
  return {
    name: 'commands',
    title: 'Wall time of the commands, as a ratio to `node -e 0`',
    columns: ['ratio'],
    unit: 'ratio',
    rows: calls.map(([label], index) => ({ label, figures: [figureOf(samples[index] ?? [])] })),
  };
}

/** A sentence on the size of the package. */
export function packageSize(): string {
  const npm = (...words: string[]): string => spawnSync('npm', words, { cwd: root, encoding: 'utf8' }).stdout;
  const reports = Object.values(JSON.parse(npm('pack', '--dry-run', '--ignore-scripts', '--json')) as object) as {
    unpackedSize: number;
  }[];
  const needed = npm('ls', '--all', '--omit=dev', '--parseable').trim().split('\n').length - 1;
  const kilobytes = Math.round((reports[0]?.unpackedSize ?? 0) / 1000);
  return `The package has ${String(kilobytes)} kB when unpacked and brings ${String(needed)} packages.`;
}
