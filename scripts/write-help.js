// Writes the help texts of a build, so that the program does not have to render them: node scripts/write-help.js dist
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const dist = resolve(process.argv[2] ?? 'dist');
const load = (name) => import(pathToFileURL(join(dist, 'commands', name)).href);
const [{ renderHelp }, { commands, helpWidth }] = await Promise.all([load('help.js'), load('flags.js')]);
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'));
mkdirSync(join(dist, 'help'), { recursive: true });
for (const name of [undefined, ...Object.keys(commands)])
  writeFileSync(join(dist, 'help', `${name ?? 'all'}.txt`), await renderHelp(helpWidth, version, name));
