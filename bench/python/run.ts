/**
 * `npm run bench:python [requests|memory] [--rounds N]`: the cost of the FastAPI middleware, compared with commonly
 * used code.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compile } from '../../generator/index.js';
import { pythonEnvironment } from '../../test/python/environment.js';

const here = import.meta.dirname;
const work = join(here, '.work');
const environment = pythonEnvironment();
if (environment.kind === 'missing') {
  console.error(`Nothing was measured: ${environment.reason}`);
  process.exitCode = 1;
} else {
  rmSync(work, { recursive: true, force: true });
  const spec = readFileSync(join(here, 'specs.yaml'), 'utf8');
  const settings = { importExtension: '.js', prettier: {}, ruff: {} } as const;
  const { targets } = await compile(spec, { file: 'specs.yaml', settings: () => settings });
  for (const { path, text } of targets.flatMap(({ files }) => files)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
  }
  for (const name of ['server.py', 'measure.py']) cpSync(join(here, name), join(work, name));
  const args = [join(work, 'measure.py'), ...process.argv.slice(2)];
  process.exitCode = spawnSync(environment.python, args, { stdio: 'inherit' }).status ?? 1;
}
