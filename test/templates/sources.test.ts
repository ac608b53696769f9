/** Checks the helper sources with all features on, on both platforms, with the same tools as generated code. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, it } from 'node:test';
import { ESLint } from 'eslint';

const root = join(import.meta.dirname, '..', '..');
const folder = 'templates/typescript';

/** A TypeScript project with the helpers of a platform: its configuration, and the folders of helpers. */
interface Project {
  readonly config: string;
  readonly folders: readonly string[];
  /** The condition with which Node resolves imports of the platform; absent for the default platform. */
  readonly condition?: string;
}

const projects: Readonly<Record<string, Project>> = {
  Node: { config: 'tsconfig.node.json', folders: ['shared', 'disk', 'node', 'fastify', 'nestjs'] },
  'the Fetch API': {
    config: 'tsconfig.fetch.json',
    folders: ['shared', 'disk', 'fetch', 'fetch-handler', 'hono'],
    condition: 'web',
  },
};

/** Tests of modules that depend on a platform but behave the same on all. */
const shared = ['content.test.ts', 'text.test.ts', 'values.test.ts'];

for (const [platform, { config, folders, condition }] of Object.entries(projects)) {
  describe(`helpers on ${platform}`, () => {
    it('type-check', async () => {
      const { bin } = JSON.parse(readFileSync(join(root, 'node_modules/typescript/package.json'), 'utf8')) as {
        bin: { tsc: string };
      };
      const tsc = join(root, 'node_modules/typescript', bin.tsc);
      const { status, output } = await run([tsc, '-p', join(folder, config), '--pretty', 'false']);
      assert.equal(status, 0, output);
    });

    it('have no findings of ESLint, and disable no rules', async () => {
      const eslint = new ESLint({
        cwd: root,
        overrideConfig: {
          files: [`${folder}/**/*.ts`],
          languageOptions: {
            parserOptions: {
              projectService: false,
              project: [join(folder, config)],
              // With CI set, the parser by default creates its program in a way that fails when TypeScript prints the
              // name of a module of a package with `imports`.
              disallowAutomaticSingleRunInference: true,
            },
          },
          linterOptions: { noInlineConfig: true },
        },
      });
      const results = await eslint.lintFiles(folders.map((name) => `${folder}/${name}/**/*.ts`));
      const files = folders.flatMap((name) => sources(name));
      assert.equal(results.length, files.length, 'all of them were looked at');
      const found = results.flatMap(({ filePath, messages }) =>
        messages.map(({ line, ruleId, message }) => `${filePath}:${String(line)} ${String(ruleId)}: ${message}`),
      );
      assert.deepEqual(found, []);
    });

    if (condition !== undefined) {
      it('behave the same as on the default platform', async () => {
        const files = shared.map((name) => join('test/templates', name));
        const { status, output } = await run([`--conditions=${condition}`, '--import', 'tsx', '--test', ...files]);
        assert.equal(status, 0, output);
        assert.match(output, /pass [1-9]/);
      });
    }
  });
}

it('every helper source belongs to a project', () => {
  const known = new Set(Object.values(projects).flatMap(({ folders }) => folders));
  const others = sources('.').filter((path) => !known.has(path.split(sep)[0] ?? '') && path !== 'facts.ts');
  assert.deepEqual(others, []);
});

/** The TypeScript files below a folder of the helpers, relative to it. */
function sources(name: string): string[] {
  return readdirSync(join(root, folder, name), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
}

async function run(args: readonly string[]): Promise<{ readonly status: number | null; readonly output: string }> {
  // With this variable, a nested test run would report to the outer one instead of printing text.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: root, env });
  const pieces: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => pieces.push(piece));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, output: String(Buffer.concat(pieces)) };
}
