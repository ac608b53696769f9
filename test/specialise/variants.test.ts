/** Specialises the helpers for specs in which every pair of choices occurs. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { linkModules } from '../../generator/languages/typescript/modules.js';
import type { ModuleSet } from '../../generator/languages/typescript/modules.js';
import { specialise } from '../../generator/languages/typescript/specialise/specialise.js';
import type { SourceText } from '../../generator/languages/typescript/specialise/specialise.js';
import { facts } from '../../templates/typescript/facts.js';
import { knowledgeOf } from '../../generator/plan/knowledge.js';
import { readSpec } from '../../generator/spec/read-spec.js';
import { targets } from '../../generator/targets/index.js';
import { useTemplates } from '../../generator/templates.js';
import { packageTemplates } from '../../generator/workspace/package-templates.js';
import { specOf, variants } from './variants.js';
import type { Variant } from './variants.js';

const root = join(import.meta.dirname, '..', '..');
const templates = join(root, 'templates', 'typescript');

useTemplates(packageTemplates);
const made = await Promise.all(
  variants().map(async (variant) => {
    const spec = specOf(variant);
    const { plan, diagnostics } = readSpec(spec, {
      file: 'mwgen.json',
      frameworks: targets.map(({ name }) => name),
      languageOf: () => 'typescript',
    });
    assert.ok(plan !== undefined, `${spec}: ${JSON.stringify(diagnostics)}`);
    const target = targets.find(({ name }) => name === variant.target);
    assert.ok(target?.language === 'typescript');
    return { variant, plan, modules: await target.emit(plan) };
  }),
);

describe('helpers for every pair of choices in a spec', () => {
  it('have no unused and no undeclared names', () => {
    const files = new Map<string, string>();
    made.forEach(({ modules }, index) => {
      const folder = join(root, 'test', 'specialise', 'variants', String(index));
      for (const [name, text] of linked(modules)) files.set(join(folder, `${name}.ts`), text);
    });
    assert.deepEqual(
      findings(files).map((finding) => withVariant(finding)),
      [],
    );
  });

  it('are the same if they are specialised twice', () => {
    for (const { plan, modules, variant } of made) {
      const knowledge = knowledgeOf(plan.middleware);
      const sources = modules.modules.map(({ name, source, text, reexports = [] }): SourceText => {
        const exposes = reexports.map((one) => one.name);
        return source === undefined ? { name, text, role: 'given', exposes } : { name: source, text, role: 'helper' };
      });
      const again = specialise(sources, knowledge);
      for (const { name, text } of sources) assert.equal(again.get(name), text, `${JSON.stringify(variant)} ${name}`);
    }
  });
});

describe('a helper without any known facts', () => {
  for (const platform of ['node', 'fetch']) {
    it(`is not changed, on the platform ${platform}`, () => {
      const helpers = sourcesFor(platform);
      const exposes = helpers.flatMap(({ text }) =>
        Array.from(
          text.matchAll(/^export (?:async )?(?:function|class|interface|type|const) (\w+)/gm),
          ([, name]) => name ?? '',
        ),
      );
      const { presence } = knowledgeOf([]);
      const texts = specialise([{ name: 'index', text: '', role: 'given', exposes }, ...helpers], {
        facts: Object.fromEntries(Object.keys(facts).map((name) => [name, undefined])),
        presence: Object.fromEntries(Object.keys(presence).map((name) => [name, 'sometimes'])),
      });
      for (const { name, text } of helpers) assert.equal(texts.get(name), text, name);
    });
  }
});

/** The helpers of a platform, without its platform module. Uses of that module are not expanded then. */
function sourcesFor(platform: string): SourceText[] {
  const folders = ['shared', 'disk', ...(platform === 'node' ? ['node'] : ['fetch', 'fetch-handler'])];
  return folders.flatMap((folder) =>
    readdirSync(join(templates, folder))
      .filter((file) => file.endsWith('.ts') && file !== 'platform.ts')
      .map((file): SourceText => {
        const name = posix.join(folder, file.slice(0, -'.ts'.length));
        return { name, text: readFileSync(join(templates, `${name}.ts`), 'utf8'), role: 'helper' };
      }),
  );
}

function linked({ modules, globals }: ModuleSet): Map<string, string> {
  return linkModules(modules, {
    globals,
    specifier: (from, to) => {
      const path = posix.relative(posix.dirname(from), to);
      return `${path.startsWith('.') ? path : `./${path}`}.js`;
    },
  });
}

/** The diagnostics of TypeScript for files that exist only in memory. */
function findings(files: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const host = ts.createCompilerHost(options);
  const disk = ts.createCompilerHost(options);
  host.getSourceFile = (path, version, ...rest) => {
    const text = files.get(path);
    return text === undefined ? disk.getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version);
  };
  const folders = new Set([...files.keys()].map((path) => posix.dirname(path)));
  host.directoryExists = (path) => folders.has(path) || disk.directoryExists?.(path) === true;
  host.fileExists = (path) => files.has(path) || disk.fileExists(path);
  host.readFile = (path) => files.get(path) ?? disk.readFile(path);
  const program = ts.createProgram({ rootNames: [...files.keys()], options, host });
  return [...files.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    assert.ok(file !== undefined);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ start = 0, messageText }) => {
        const line = file.text.slice(0, start).split('\n').length;
        return `${path}:${String(line)} ${ts.flattenDiagnosticMessageText(messageText, ' ')} | ${file.text.split('\n')[line - 1] ?? ''}`;
      },
    );
  });
}

function withVariant(finding: string): string {
  const [, index = '', rest = ''] = /variants\/(\d+)\/(.*)$/s.exec(finding) ?? [];
  const variant: Variant | undefined = made[Number(index)]?.variant;
  return `${rest} in ${JSON.stringify(variant)}`;
}
