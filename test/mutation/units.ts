/** Which test files may notice a fault in a helper. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Language } from './mutants.js';

const folders = { typescript: 'test/templates', python: 'test/templates-python/units' } as const;

/** Checks of the sources, which are not about behaviour. */
const left = 'sources.test.ts';

/** Tests that run generated code, with the helpers that they are about. */
const generated: Readonly<Record<Language, readonly (readonly [test: string, about: RegExp])[]>> = {
  typescript: [
    ['test/redaction/known.test.ts', /redact|loose|form|json-paths|percent|media|text|content/],
    ['test/generated/redact.test.ts', /redact|loose|form|json-paths/],
    ['test/generated/routes.test.ts', /routes/],
    ['test/generated/telemetry.test.ts', /telemetry/],
  ],
  python: [['test/python/agreement.test.ts', /redact|loose|form|json_paths|routes/]],
};

/** The test files of a language in a tree: those that use a helper themselves first, then those that do so by others. */
export function unitsFor(root: string, language: Language, file: string): string[] {
  const path = join(root, 'templates', language, file);
  const found = testsOf(root, language).flatMap((test) => {
    const distance = distanceTo(root, language, join(root, test), path);
    return distance === undefined ? [] : [{ test, distance }];
  });
  found.sort((one, other) => one.distance - other.distance);
  return [
    ...found.map(({ test }) => test),
    ...generated[language].filter(([, about]) => about.test(file)).map(([test]) => test),
  ];
}

function testsOf(root: string, language: Language): string[] {
  const folder = folders[language];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => (path.endsWith('.test.ts') || /^test_\w+\.py$/.test(path)) && !path.endsWith(left))
    .map((path) => `${folder}/${path.split(sep).join('/')}`);
}

/** The number of imports from a file to another one; `undefined` if it does not depend on it. */
function distanceTo(root: string, language: Language, from: string, to: string): number | undefined {
  const distances = new Map([[from, 0]]);
  for (const [file, distance] of distances) {
    if (file === to) return distance;
    for (const next of imports(root, language, file)) if (!distances.has(next)) distances.set(next, distance + 1);
  }
  return undefined;
}

const known = new Map<string, string[]>();

function imports(root: string, language: Language, file: string): string[] {
  const earlier = known.get(file);
  if (earlier !== undefined) return earlier;
  const text = readFileSync(file, 'utf8');
  const named = language === 'typescript' ? typeScriptImports(root, file, text) : pythonImports(root, file, text);
  const found = named.filter((path) => path.startsWith(join(root, 'te')) && existsSync(path));
  known.set(file, found);
  return found;
}

function typeScriptImports(root: string, file: string, text: string): string[] {
  return Array.from(text.matchAll(/(?: from |\b(?:new URL|import)\()'([^']+)'|^import '([^']+)'/gm)).flatMap(
    ([, one, other]) => {
      const specifier = one ?? other ?? '';
      if (specifier === '#platform')
        return ['node', 'fetch'].map((platform) => join(root, 'templates/typescript', platform, 'platform.ts'));
      return specifier.startsWith('.') ? [join(dirname(file), specifier.replace(/\.js$/, '.ts'))] : [];
    },
  );
}

function pythonImports(root: string, file: string, text: string): string[] {
  const package_ = join(root, 'templates/python');
  return Array.from(text.matchAll(/^\s*from (python|\.+)(?:\.?([\w.]+))? import ([^(\n]+|\([^)]*\))/gm)).flatMap(
    ([, start = '', module = '', names = '']) => {
      const folder = start === 'python' ? package_ : join(dirname(file), ...Array<string>(start.length - 1).fill('..'));
      const path = join(folder, ...module.split('.'));
      return [`${path}.py`, ...Array.from(names.matchAll(/\w+/g), ([name]) => join(path, `${name}.py`))];
    },
  );
}
