/** Checks the documentation against the code. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { commands, commonFlags } from '../generator/commands/flags.js';
import { exitCodes } from '../generator/commands/outcome.js';
import { textualContentTypes } from '../generator/plan/content-types.js';
import { jsonSchema, keyPlaces } from '../generator/spec/json-schema.js';
import { targets } from '../generator/targets/index.js';
import { causes } from './diagnostics-causes.js';
import { diagnosticsPage } from './diagnostics-page.js';
import { compileExample, withExcerpts } from './doc-examples.js';

const root = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`),
];

describe('the documentation', () => {
  it('lists every message (`npm run docs` writes them)', () => {
    const page = diagnosticsPage();
    assert.equal(read('docs/diagnostics.md'), page);
    // What to do is in the help of the example, or in a sentence of its own.
    const untold = page
      .split('\n### ')
      .slice(1)
      .filter((entry) => !entry.includes('\n  help: '))
      .map((entry) => /`([^`]+)`/.exec(entry)?.[1] ?? '')
      .filter((code) => !(code in causes));
    assert.deepEqual(untold, []);
  });

  it('describes every key of the spec language', () => {
    const text = read('docs/spec.md');
    const untold = Array.from(keyPlaces(jsonSchema()).keys()).filter((key) => !text.includes(`\`${key}\``));
    assert.deepEqual(untold, []);
    assert.deepEqual(
      textualContentTypes.filter((type) => !text.includes(`\`${type}\``)),
      [],
    );
    assert.deepEqual(
      targets.filter(({ name }) => !text.includes(`\`${name}\``)),
      [],
    );
  });

  it('describes every command, flag and exit code', () => {
    const text = read('docs/commands.md');
    const flags = [...Object.values(commands).map(({ flags: own }) => own), commonFlags].flatMap((own) =>
      Object.keys(own),
    );
    const words = [...Object.keys(commands).map((name) => `mwgen ${name}`), ...flags.map((flag) => `--${flag}`)];
    assert.deepEqual(
      words.filter((word) => !text.includes(`\`${word}`)),
      [],
    );
    assert.deepEqual(
      Object.values(exitCodes).filter((code) => !text.includes(`\n| ${String(code)} |`)),
      [],
    );
  });

  for (const page of pages) {
    const examples = Array.from(read(page).matchAll(/^```yaml\n([\s\S]*?)^```/gm), ([, text = '']) => text);
    if (examples.length === 0) continue;
    it(`shows specs that compile: ${page}`, async () => {
      for (const example of examples) {
        const { diagnostics } = await compileExample(example);
        assert.deepEqual(diagnostics, [], example);
      }
    });
  }

  for (const page of pages.filter((name) => /^```\w+ generated$/m.test(read(name)))) {
    it(`shows the code that its specs generate (\`npm run docs\` updates it): ${page}`, async () => {
      assert.equal(read(page), await withExcerpts(read(page)));
    });
  }

  it('names the versions of the runtimes that are in the lock files: README.md', () => {
    const told = read('README.md').replaceAll(/\s+/g, ' ');
    const named = [
      ['package-lock.json', 'hono', 'Hono'],
      ['package-lock.json', '@hono/node-server', '`@hono/node-server`'],
      ['test/runtimes/package-lock.json', 'bun', 'Bun'],
      ['test/runtimes/package-lock.json', 'deno', 'Deno'],
      ['test/runtimes/package-lock.json', 'workerd', 'workerd'],
    ] as const;
    assert.deepEqual(
      named
        .map(([lock, name, label]) => `${label} ${lockedVersion(lock, name)}`)
        .filter((words) => !told.includes(words)),
      [],
    );
  });

  it('has no broken links', () => {
    const broken = pages.flatMap((page) =>
      Array.from(read(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link)
        .filter((link) => !/^https?:/.test(link) && !leadsSomewhere(page, link))
        .map((link) => `${page}: ${link}`),
    );
    assert.deepEqual(broken, []);
  });

  it('names only tests that exist: ARCHITECTURE.md', () => {
    const wrong: string[] = [];
    for (const [, cell = ''] of read('ARCHITECTURE.md').matchAll(/^\|[^|]+\|(.*`test\/.*)\|$/gm)) {
      for (const [, path = '', titles = ''] of cell.matchAll(/`(test\/[^`]+)`(?:: ([^;]*))?/g)) {
        if (!existsSync(join(root, path))) wrong.push(path);
        else
          for (const [, title = ''] of titles.matchAll(/\*([^*]+)\*/g)) {
            if (!read(path).includes(title.replaceAll('\\`', '`').trim())) wrong.push(`${path}: ${title}`);
          }
      }
    }
    assert.deepEqual(wrong, []);
  });
});

function lockedVersion(lock: string, name: string): string {
  const { packages } = JSON.parse(read(lock)) as { packages: Readonly<Record<string, { readonly version?: string }>> };
  return packages[`node_modules/${name}`]?.version ?? '';
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || anchors(read(target)).includes(anchor);
}

/** The anchors of headings, as GitHub creates them. */
function anchors(text: string): string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
