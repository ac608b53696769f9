/**
 * Property test: specialised helpers behave like their sources. Random settings are given to both, together with what a
 * plan would determine about them, and both are called with the same random inputs. `MWGEN_SPECIALISE_RUNS` sets the
 * number of settings.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import ts from 'typescript';
import { linkModules, type ModuleDraft } from '../../generator/languages/typescript/modules.js';
import { specialiseDrafts } from '../../generator/languages/typescript/specialise/drafts.js';
import { nodeGlobals } from '../../generator/servers/node/globals.js';
import { codeFor, configs, knowledgeFor, type Config } from './configs.js';

const templates = join(import.meta.dirname, '..', '..', 'templates', 'typescript');
const work = join(import.meta.dirname, '.work', String(process.pid));
const runs = Number(process.env['MWGEN_SPECIALISE_RUNS'] ?? '12');
after(() => rm(work, { recursive: true, force: true }));

const helpers = ['shared', 'disk', 'node']
  .flatMap((folder) => readdirSync(join(templates, folder)).map((file) => `${folder}/${file}`))
  .filter((path) => path.endsWith('.ts') && path !== 'node/platform.ts')
  .map((path) => source(path.slice(0, -'.ts'.length)));

/** The names that the code of a configuration uses, by the source that exports them. */
const imports = {
  'shared/body': ['BodyRecorder'],
  'shared/capture-settings': ['admitBody', 'isRecorded'],
  'shared/content': ['bodyRecord', 'groupHeaders'],
  'shared/redact': ['redactQuery', 'Redactor'],
  'shared/routes': ['RouteTable'],
  'shared/text': ['isTextual', 'mediaTypeTest'],
  'shared/values': ['headerValue', 'mergeList', 'trustedId'],
};

const key = fc.constantFrom('password', 'token', 'a', 'b', '*', 'Password', 'a.b');
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(1, 'x', null, true, '{"password":"inner"}', 'é\u2028'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4 }),
  ),
}));
const document = json.map((value) => JSON.stringify(value));
const text = fc.oneof(
  document,
  fc.tuple(document, fc.nat(20)).map(([whole, cut]) => whole.slice(0, cut)),
  fc.array(document, { maxLength: 3 }).map((lines) => lines.join('\n')),
  fc.array(document, { maxLength: 3 }).map((data) => data.map((one) => `data: ${one}\n\n`).join('')),
  fc.array(fc.tuple(key, document), { maxLength: 3 }).map((fields) => fields.map((one) => one.join('=')).join('&')),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const segment = fc.constantFrom('a', 'b', 'A', 'v1', 'v', 'app.js', 'axb', '%61', '%2f', '');
const requests = fc.record({
  method: fc.constantFrom('GET', 'POST', 'HEAD'),
  path: fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`),
  query: fc.option(
    fc
      .array(fc.tuple(key, fc.constantFrom('1', '%20')), { maxLength: 3 })
      .map((all) => all.map((one) => one.join('=')).join('&')),
    { nil: undefined },
  ),
  status: fc.constantFrom(null, 200, 204, 404, 500),
  headers: fc.array(
    fc.constantFrom(
      ['Content-Type', 'application/json'],
      ['Content-Type', 'text/event-stream'],
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Content-Type', 'text/plain; charset=latin1'],
      ['Content-Type', 'image/png'],
      ['Content-Range', 'bytes 0-1/2'],
      ['Cookie', 'a=1'],
      ['Location', '/x?token=1&a=2'],
    ),
    { maxLength: 3 },
  ),
  body: text,
  isCompressed: fc.boolean(),
  isWhole: fc.boolean(),
  value: fc.string({ unit: 'binary', maxLength: 12 }),
});

describe('specialised helpers', () => {
  it('behave like their sources', async () => {
    const seen = { smaller: 0, matched: 0, redacted: 0 };
    let count = 0;
    const { errorInstance } = await fc.check(
      fc.asyncProperty(configs, fc.array(requests, { minLength: 40, maxLength: 40 }), async (config, inputs) => {
        const folder = join(work, String(count++));
        const [specialised, size] = await loadSpecialised(config, join(folder, 'specialised'));
        const reference = await loadReference(config, join(folder, 'reference'));
        if (size < helpers.reduce((sum, helper) => sum + helper.text.length, 0) / 2) seen.smaller += 1;
        for (const input of inputs) {
          const expected = await resultsOf(reference, input);
          assert.deepEqual(await resultsOf(specialised, input), expected, JSON.stringify(config));
          if (expected.some((one) => one === true)) seen.matched += 1;
          if (JSON.stringify(expected).includes('redacted')) seen.redacted += 1;
        }
      }),
      { numRuns: runs, seed: 20_261_121, endOnFailure: true },
    );
    assert.ifError(errorInstance);
    assert.ok(
      Object.values(seen).every((times) => times > 0),
      JSON.stringify(seen),
    );
  });
});

type Loaded = Readonly<Record<string, (input: object) => unknown>>;

/** The results of all functions, with the messages of errors. */
async function resultsOf(module: Loaded, { body, isCompressed, headers, ...rest }: Input): Promise<unknown[]> {
  const bytes = isCompressed ? gzipSync(body) : Buffer.from(body);
  const raw = [...headers, ...(isCompressed ? [['Content-Encoding', 'gzip']] : [])].flat();
  const names = Object.keys(module).sort();
  return Promise.all(
    names.map(async (name) => {
      try {
        return await module[name]?.({ ...rest, bytes, raw });
      } catch (error) {
        return String(error);
      }
    }),
  );
}
type Input = typeof requests extends fc.Arbitrary<infer One> ? One : never;

async function loadSpecialised(config: Config, folder: string): Promise<[Loaded, size: number]> {
  const entry: ModuleDraft = {
    name: 'entry',
    role: 'entry',
    statements: [codeFor(config)],
    reexports: [{ name: 'CaptureRecord', module: 'internal/record', isType: true }],
  };
  const sources = { helpers, platform: source('node/platform') };
  const texts = linkModules(specialiseDrafts([entry], sources, knowledgeFor(config)), {
    globals: nodeGlobals,
    specifier: (from, to) => (from === 'entry' ? `./${to}.js` : `./${to.replace('internal/', '')}.js`),
  });
  let size = 0;
  for (const [name, code] of texts) {
    await write(join(folder, `${name}.js`), code);
    if (name !== 'entry') size += code.length;
  }
  return [await load(join(folder, 'entry.js')), size];
}

async function loadReference(config: Config, folder: string): Promise<Loaded> {
  const lines = Object.entries(imports).map(([path, names]) => {
    const url = pathToFileURL(join(templates, `${path}.ts`)).href;
    return `import { ${names.join(', ')} } from ${JSON.stringify(url)};`;
  });
  await write(join(folder, 'entry.js'), [...lines, codeFor(config)].join('\n'));
  return load(join(folder, 'entry.js'));
}

async function load(path: string): Promise<Loaded> {
  return (await import(pathToFileURL(path).href)) as Loaded;
}

async function write(path: string, code: string): Promise<void> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, outputText);
}

function source(path: string): { readonly path: string; readonly text: string } {
  return { path, text: readFileSync(join(templates, `${path}.ts`), 'utf8') };
}
