/** Checks the generated Python with the strictest settings of several tools, and without suppressions. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compile } from '../../generator/index.js';
import { fixtureKind, fixtureNames, fixtureSpec } from '../goldens/produce.js';
import { runPython, type Environment } from './environment.js';

const work = join(import.meta.dirname, '.work', 'quality');

/** Writes the code of all good fixtures for both frameworks, and returns the tools to run. */
export async function checkQuality(environment: Environment & { kind: 'ready' }): Promise<readonly Check[]> {
  const packages = await writePackages();
  const check = (tool: string, ...args: string[]): Check => ({ tool, run: () => runPython(environment, args, work) });
  return [
    check("Ruff's formatter", '-m', 'ruff', 'format', '--no-cache', '--check', '.'),
    check("Ruff's linter with all rules that do not contradict others", '-m', 'ruff', 'check', '--no-cache', '.'),
    check('mypy --strict', '-m', 'mypy', '--strict', '--cache-dir', join(work, '.mypy'), ...packages),
    ...['3.10', '3.11', '3.12', '3.13'].map((version) =>
      check(
        `mypy --strict as Python ${version}, where two fixtures use every feature`,
        ...['-m', 'mypy', '--strict', '--python-version', version, '--cache-dir', join(work, '.mypy')],
        ...packages.filter((name) => /^(?:fastapi|starlette)0_(?:everything|python_\w+)$/.test(name)),
      ),
    ),
    check('pyright strict', '-m', 'pyright', '--pythonpath', environment.python),
  ];
}

export interface Check {
  readonly tool: string;
  readonly run: () => { readonly status: number | null; readonly output: string };
}

/**
 * D203 and D213 contradict D211 and D212. COM812 conflicts with the formatter, which also determines line lengths
 * (E501). Errors that must not reach a request are caught, whatever they are (BLE001).
 */
const ruff = `target-version = "py310"

[lint]
select = ["ALL"]
ignore = ["D203", "D213", "COM812", "E501", "CPY001", "BLE001"]

[lint.per-file-ignores]
# The spec of this fixture asks for a folder below /tmp.
"*hostile_text/*" = ["S108"]
`;

async function writePackages(): Promise<string[]> {
  rmSync(work, { recursive: true, force: true });
  const packages: string[] = [];
  const seen = new Set<string>();
  const distinct: string[] = [];
  for (const name of fixtureNames()) {
    if (fixtureKind(name) === 'error') continue;
    for (const framework of ['fastapi', 'starlette']) {
      for (const [path, text] of await filesOf(name, framework)) {
        const file = join(work, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
        // Outputs share most of their helpers. The type checkers look at each text once, with what it imports there.
        if (seen.has(text)) continue;
        seen.add(text);
        distinct.push(path);
        packages.push(path.split('/')[0] ?? '');
      }
    }
  }
  writeFileSync(join(work, 'ruff.toml'), ruff);
  const pyright = { typeCheckingMode: 'strict', pythonVersion: '3.10', include: distinct };
  writeFileSync(join(work, 'pyrightconfig.json'), JSON.stringify(pyright));
  return Array.from(new Set(packages));
}

async function filesOf(name: string, framework: string): Promise<[string, string][]> {
  const spec = fixtureSpec(name);
  const text = readFileSync(spec, 'utf8').replace(/(framework"?:\s*"?)[a-z]+/g, `$1${framework}`);
  const settings = { importExtension: '.js', prettier: {}, ruff: {} } as const;
  const { targets } = await compile(text, { file: basename(spec), settings: () => settings });
  return targets.flatMap(({ output, files }, index) =>
    files.map(({ path, text: code }): [string, string] => {
      const inside = output === '.' ? path : path.slice(output.length + 1);
      return [`${framework}${String(index)}_${name.replaceAll('-', '_')}/${inside}`, code];
    }),
  );
}
