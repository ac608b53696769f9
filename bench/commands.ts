/**
 * CPU and wall time of the commands, as ratios to starting Node alone, how they grow, and what the package weighs. All
 * commands run in turn in each round, and each is compared with the `node -e 0` of the same round.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figureOf, rotated, type Table } from './figures.js';
import type { Plan } from './measure.js';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'dist', 'cli.js');

interface Command {
  readonly label: string;
  readonly words: readonly string[];
  readonly project?: Project;
  /** Whether it starts without output and without a cache. */
  readonly isCold?: boolean;
  /** Whether it takes seconds, so that it runs in a few rounds only. */
  readonly isLong?: boolean;
}

interface Project {
  readonly name: string;
  readonly specs: readonly string[];
  readonly outputs: readonly string[];
}

const generated = (label: string, project: Project): Command => ({
  label: `\`mwgen generate\`, everything new: ${label}`,
  words: [cli, 'generate', ...project.specs.map((_, index) => specName(index))],
  project,
  isCold: true,
  isLong: true,
});

const small: Project = { name: 'small', specs: [specOf([['express', 'middleware']], 7)], outputs: ['middleware'] };
const commands: readonly Command[] = [
  { label: '`node -e 0`', words: ['-e', '0'] },
  { label: '`node -e 0`, again', words: ['-e', '0'] },
  { label: '`mwgen --help`', words: [cli, '--help'] },
  { ...generated('one target, ten files', small), isLong: false },
  { label: '`mwgen generate`, nothing to do', words: [cli, 'generate'], project: small },
  { label: '`mwgen check`, nothing to do', words: [cli, 'check'], project: small },
  ...[125, 500, 1000].map((count) => generated(`${count} middleware`, middlewareIn(count))),
  ...[10, 20, 60].map((count) => generated(`${count} targets`, targetsIn(count))),
  ...[10, 20, 60].map((count) => generated(`${count} specs`, specsIn(count))),
];

/** What one more of each costs in the larger half of a range, compared with the smaller half. */
const growth: readonly (readonly [of: string, sizes: readonly [number, number, number]])[] = [
  ['middleware', [125, 500, 1000]],
  ['targets', [10, 20, 60]],
  ['specs', [10, 20, 60]],
];

interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

export function measureCommands({ rounds, work }: Plan): Table[] {
  if (!existsSync(cli)) throw new Error('Run `npm run build` first.');
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, 'cpu.cjs'), tellCpu);
  for (const project of new Set(commands.map((command) => command.project))) if (project) create(work, project);
  // So that there is nothing to do, whichever command comes first.
  costOf(generated('', small), work);
  const ratios = new Map(commands.map((command): [Command, Cost[]] => [command, []]));
  const growths = growth.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    const isFull = round % 3 === 0;
    const costs = new Map<Command, Cost>();
    for (const command of rotated(
      commands.filter(({ isLong }) => isLong !== true || isFull),
      round,
    ))
      costs.set(command, costOf(command, work));
    const floor = commands[0] === undefined ? undefined : costs.get(commands[0]);
    if (round < 0 || floor === undefined) continue;
    for (const [command, { cpu, wall }] of costs)
      ratios.get(command)?.push({ cpu: cpu / floor.cpu, wall: wall / floor.wall });
    if (!isFull) continue;
    for (const [index, [of, sizes]] of growth.entries()) {
      const [first, middle, last] = sizes.map((size) => cpuOf(costs, `${size} ${of}`));
      if (first === undefined || middle === undefined || last === undefined) continue;
      const [low, high] = [(middle - first) / (sizes[1] - sizes[0]), (last - middle) / (sizes[2] - sizes[1])];
      growths[index]?.push(high / low);
    }
  }
  return [
    {
      name: 'commands',
      title: 'The commands, as a ratio to `node -e 0`',
      columns: ['CPU', 'wall time'],
      unit: 'ratio',
      rows: commands.map((command) => {
        const samples = ratios.get(command) ?? [];
        return {
          label: command.label,
          figures: [figureOf(samples.map(({ cpu }) => cpu)), figureOf(samples.map(({ wall }) => wall))],
        };
      }),
    },
    {
      name: 'growth',
      title: 'CPU for one more, in the upper half of a range compared with the lower: 1 is linear growth',
      columns: ['ratio'],
      unit: 'ratio',
      rows: growth.map(([of, sizes], index) => ({
        label: `${of}, ${sizes.join(', ')}`,
        figures: [figureOf(growths[index] ?? [])],
      })),
    },
  ];
}

/** Writes the CPU time of the process to a pipe when it ends. */
const tellCpu = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeSync(3, String((user + system) / 1000));
});
`;

function costOf({ label, words, project, isCold = false }: Command, work: string): Cost {
  const cwd = project === undefined ? work : join(work, project.name);
  if (project !== undefined && isCold) forget(cwd, project);
  const started = performance.now();
  const { status, stderr, output } = spawnSync(process.execPath, ['--require', join(work, 'cpu.cjs'), ...words], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, CI: '' },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const wall = performance.now() - started;
  if (status !== 0) throw new Error(`${label}: exit code ${String(status)}\n${stderr}`);
  return { cpu: Number(output[3]), wall };
}

function cpuOf(costs: ReadonlyMap<Command, Cost>, ending: string): number | undefined {
  return Array.from(costs).find(([{ label }]) => label.endsWith(`: ${ending}`))?.[1].cpu;
}

function create(work: string, { name, specs, outputs }: Project): void {
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  // A compiler configuration, without which the output would be JavaScript.
  writeFileSync(join(folder, 'tsconfig.json'), '{}\n');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "dependencies": { "express": "^5.0.0" } }\n');
  for (const [index, spec] of specs.entries()) writeFileSync(join(folder, specName(index)), spec);
  // Other settings for each half, so that files are formatted for them.
  for (const [index, output] of outputs.entries()) {
    mkdirSync(join(folder, output, '..'), { recursive: true });
    const layout = { printWidth: 80 + (index % 6) * 8, singleQuote: index % 2 === 0 };
    if (output.includes('/')) writeFileSync(join(folder, output, '..', '.prettierrc'), JSON.stringify(layout));
  }
}

/** Removes output and cache. With `node_modules`, the project has its own cache. */
function forget(folder: string, { outputs }: Project): void {
  for (const name of ['node_modules', ...outputs]) rmSync(join(folder, name), { recursive: true, force: true });
  mkdirSync(join(folder, 'node_modules'));
}

function specName(index: number): string {
  return index === 0 ? 'mwgen.yaml' : `mwgen-${String(index)}.yaml`;
}

function middlewareIn(count: number): Project {
  const outputs = ['middleware'];
  return { name: `middleware-${String(count)}`, specs: [specOf([['express', 'middleware']], count)], outputs };
}

function targetsIn(count: number): Project {
  const frameworks = ['express', 'fastify', 'koa', 'hono', 'node', 'fetch', 'nestjs', 'fastapi', 'starlette'] as const;
  const targets = Array.from(
    { length: count },
    (_, at) => [frameworks[at % 9] ?? '', `p${String(at)}/middleware`] as const,
  );
  return {
    name: `targets-${String(count)}`,
    specs: [specOf(targets, 5)],
    outputs: targets.map(([, output]) => output),
  };
}

function specsIn(count: number): Project {
  const outputs = Array.from({ length: count }, (_, at) => `middleware-${String(at)}`);
  return { name: `specs-${String(count)}`, specs: outputs.map((output) => specOf([['express', output]], 3)), outputs };
}

/** A spec with middleware of five kinds in turn, none of which is like another. */
function specOf(targets: readonly (readonly [framework: string, output: string])[], count: number): string {
  const listed = targets.map(([framework, output]) => `  - { framework: ${framework}, output: ${output} }\n`);
  const middleware = Array.from({ length: count }, (_, at) => {
    const kinds = [
      'timing: true',
      `headers: { response: { set: { X-Team-${at}: team-${at} }, remove: [X-Powered-By] } }`,
      `exclude: [/health-${at}], timing: true, requestId: true`,
      `exclude: [/a${at}/*/b], requestId: true, headers: { request: { set: { X-In-${at}: v${at} } } }`,
      `capture: { response: { maxBytes: ${at + 1}KiB }, statuses: [5xx], redact: { json: [password, token${at}] } }`,
    ];
    return `  service-${at}: { ${kinds[at % kinds.length] ?? ''} }\n`;
  });
  return `version: 1\ntargets:\n${listed.join('')}middleware:\n${middleware.join('')}`;
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
