/**
 * Property test: text of a spec never collides with a name in generated code. For every target, all texts of a spec are
 * names from the generated code, globals and reserved words of the languages, and members of built-in objects. The
 * outputs must compile, and a server that runs them must respond as the spec says. `MWGEN_NAMES_RUNS` sets the number
 * of specs.
 */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { request as send } from 'node:http';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { compile } from '../../generator/index.js';
import { targets } from '../../generator/targets/index.js';
import { serve } from '../course/serve.js';
import { pythonEnvironment } from '../python/environment.js';
import { pythonFindings, typeScriptFindings } from './check.js';
import { namePool } from './pool.js';
import { namesSpec } from './spec.js';
import type { NamesSpec } from './spec.js';

const seed = 20_261_121;
const runs = Number(process.env['MWGEN_NAMES_RUNS'] ?? '1');
const perSpec = 240;

const work = join(import.meta.dirname, '.work', String(process.pid));
after(() => rm(work, { recursive: true, force: true }));

describe('names in a spec', () => {
  const python = pythonEnvironment();
  const pool = namePool();

  it('never collide with names in generated code', async (context) => {
    assert.ok(pool.length > 1000);
    let tried = 0;
    const specs = fc
      .tuple(fc.shuffledSubarray([...pool], { minLength: perSpec, maxLength: perSpec }), fc.infiniteStream(fc.nat()))
      .map(([names, numbers]) => namesSpec(names, (below) => Number(numbers.next().value) % below));
    const property = fc.asyncProperty(specs, async (spec) => {
      tried += spec.tried * targets.length;
      await tryOut(spec, join(work, String(tried)));
    });
    const { errorInstance } = await fc.check(property, { seed, numRuns: runs, endOnFailure: true });
    assert.ifError(errorInstance);
    context.diagnostic(`${String(tried)} names tried`);
  });

  async function tryOut(spec: NamesSpec, folder: string): Promise<void> {
    const compiled = await compile(spec.text, {
      file: 'mwgen.yaml',
      settings: () => ({ importExtension: '.js', prettier: {} }),
    });
    // Names that differ only in case can lead to a warning about duplicate patterns.
    assert.deepEqual(
      compiled.diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.equal(compiled.targets.length, targets.length);
    for (const { framework, output, files } of compiled.targets) {
      const target = targets.find(({ name }) => name === framework);
      assert.ok(target !== undefined);
      if (target.language === 'python' && python.kind === 'missing') continue;
      const parts = { target, files, folder, output, environment: spec.environment };
      const served = await serve(parts).catch((error: unknown) => {
        throw new Error(`${framework} does not start`, { cause: error });
      });
      try {
        await answersRight(spec, framework, served);
      } finally {
        await served.close();
      }
    }
    const all = compiled.targets.flatMap(({ files }) => files);
    const ending = (end: string) => all.filter(({ path }) => path.endsWith(end));
    assert.deepEqual(typeScriptFindings(folder, ending('.ts')), []);
    if (python.kind === 'ready') assert.deepEqual(pythonFindings(python.python, folder, ending('.py')), []);
  }
});

/** The value of what must be hidden, and the name of what must not be. No other name contains them. */
const secret = 'secret-4711';
const visible = 'visible-4711';

async function answersRight(
  spec: NamesSpec,
  framework: string,
  { origin, records }: Awaited<ReturnType<typeof serve>>,
) {
  const query = spec.hidden.map((name) => `${encodeURIComponent(name)}=${secret}`).join('&');
  const posted = `{${spec.hidden.map((name) => `${JSON.stringify(name)}:"${secret}"`).join()},"${visible}":1}`;
  const headers = { ...spec.sent, 'content-type': 'application/json' };
  await exchange(`${origin}/hidden?${query}&${visible}=1`, { method: 'POST', body: posted, headers });
  const text = JSON.stringify(await records(1));
  assert.ok(!text.includes(secret), `${framework}: ${text}`);
  assert.ok(text.includes(`${visible}=1`) && text.includes(`\\"${visible}\\":1`), `${framework}: ${text}`);

  const { head, body } = await exchange(`${origin}/echo`, { headers: spec.sent });
  const expected = (headers: ReadonlyMap<string, string>) => Object.fromEntries(headers);
  assert.deepEqual(pick(head, spec.response.keys()), expected(spec.response), framework);
  const seen = new Map(Object.entries(JSON.parse(body) as Record<string, string>));
  assert.deepEqual(pick(seen, spec.request.keys()), expected(spec.request), framework);

  const paths = spec.excluded.filter((_, index) => index % Math.ceil(spec.excluded.length / 20) === 0);
  for (const { path, header } of paths) {
    const passed = await exchange(origin + path, { headers: spec.sent });
    assert.equal(passed.head.get(header), undefined, `${framework}: ${path} gets ${header}`);
  }
}

interface Sent {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request. The response can have more headers than most clients accept. */
function exchange(url: string, { body, ...options }: Sent): Promise<{ head: Map<string, string>; body: string }> {
  return new Promise((resolve, reject) => {
    const client = send(url, { ...options, maxHeaderSize: 1 << 20, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        const head = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
        resolve({ head: new Map(head), body: text });
      });
    });
    client.maxHeadersCount = 0;
    client.on('error', reject);
    client.end(body);
  });
}

function pick(headers: ReadonlyMap<string, string>, names: Iterable<string>): Record<string, string | undefined> {
  return Object.fromEntries(Array.from(names, (name) => [name, headers.get(name)]));
}
