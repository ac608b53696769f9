/**
 * Builds the package after npm has cloned it, for `npm install github:OWNER/mwgen` and for hooks of pre-commit.
 *
 * For a global installation, npm installs no dependencies in the clone, because its setting `global` reaches its inner
 * call. Then the dependencies, and what the build needs of the others, are installed here.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const tools = ['typescript', '@types/node', '@types/yargs'];
const npm = process.env.npm_execpath;

if (process.env.npm_config_global === 'true' && !existsSync('node_modules')) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const needed = Object.fromEntries(tools.map((name) => [name, devDependencies[name]]));
  const place = join('.work', 'prepare');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ dependencies: { ...dependencies, ...needed } }));
  run(place, 'install', '--no-global', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund');
  renameSync(join(place, 'node_modules'), 'node_modules');
}
if (existsSync(join('node_modules', 'typescript'))) run('.', 'run', 'build');
else process.stderr.write('The package is not built, because its development dependencies are not installed.\n');

/** Nothing may be printed to standard output: there, `npm pack` prints the name of the archive. */
function run(cwd, ...words) {
  execFileSync(process.execPath, [npm, ...words], { cwd, stdio: ['ignore', 2, 2] });
}
