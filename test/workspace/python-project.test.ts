import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { targets } from '../../generator/targets/index.js';
import { ruffSettings, type RuffSettings } from '../../generator/languages/python/project/ruff-settings.js';
import { findApplication, proposedOutput } from '../../generator/workspace/application.js';
import { detectTargets } from '../../generator/workspace/detect.js';
import { disk } from '../../generator/workspace/disk.js';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mwgen-python-'));
  made.push(folder);
  for (const [path, text] of Object.entries({ '.git/HEAD': '', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const found = async (files: Readonly<Record<string, string>>): Promise<string[]> =>
  (await detectTargets(project(files), targets)).map(({ target }) => target.name);

describe('init finds the framework of a Python project', () => {
  for (const [what, files, names] of [
    [
      'a list on one line of pyproject.toml',
      { 'pyproject.toml': 'dependencies = ["a", "fastapi[standard]>=0.115"]' },
      ['fastapi'],
    ],
    [
      "Poetry's table in pyproject.toml",
      { 'pyproject.toml': '[tool.poetry.dependencies]\nstarlette = "^1"' },
      ['starlette'],
    ],
    ['a requirements file', { 'requirements-base.txt': '# web\nStarlette==1.0 # why\n' }, ['starlette']],
    [
      'a requirements file that lists what comes along',
      { 'requirements.txt': 'fastapi==1\nstarlette==1' },
      ['fastapi'],
    ],
    ["uv's lock file", { 'uv.lock': '[[package]]\nname = "fastapi"\n[[package]]\nname = "starlette"' }, ['fastapi']],
    ["Poetry's lock file", { 'poetry.lock': '[[package]]\nname = "starlette"' }, ['starlette']],
    ['requirements.in', { 'requirements.in': 'fastapi\n' }, ['fastapi']],
    ['a folder of requirements', { 'requirements/base.txt': 'starlette>=0.40\n' }, ['starlette']],
    ['setup.py', { 'setup.py': 'setup(name="x", install_requires=["fastapi>=0.1"])\n' }, ['fastapi']],
    ['setup.cfg', { 'setup.cfg': '[options]\ninstall_requires =\n    starlette\n' }, ['starlette']],
    ['a Pipfile', { Pipfile: '[packages]\nfastapi = "*"\n' }, ['fastapi']],
    ['environment.yml', { 'environment.yml': 'dependencies:\n  - python=3.12\n  - fastapi=0.115\n' }, ['fastapi']],
    [
      'a table of dependencies on one line',
      { 'pyproject.toml': 'project = { dependencies = ["fastapi"] }' },
      ['fastapi'],
    ],
    ['a dependency group', { 'pyproject.toml': '[dependency-groups]\nweb = ["starlette>=1"]\n' }, ['starlette']],
    [
      "settings of tools, which name packages that they don't require",
      {
        'pyproject.toml':
          '[project]\nkeywords = ["fastapi"]\n[tool.ruff.lint.isort]\nknown-third-party = ["starlette"]\n',
      },
      [],
    ],
    ['packages with similar names', { 'requirements.txt': 'fastapi-users==1\nmy-starlette==2' }, []],
  ] as const) {
    it(`in ${what}`, async () => {
      assert.deepEqual(await found(files), names);
    });
  }

  it('in its code, if nothing else names it', async () => {
    const code = 'from fastapi import FastAPI\n\napp = FastAPI()\n';
    assert.deepEqual(await found({ 'main.py': code }), ['fastapi']);
    assert.deepEqual(await found({ 'main.py': code, 'package.json': '{ "devDependencies": { "mwgen": "1" } }' }), [
      'fastapi',
    ]);
    assert.deepEqual(await found({ 'web/app.py': 'import starlette.applications as web\napp = web.Starlette()\n' }), [
      'starlette',
    ]);
    assert.deepEqual(await found({ 'main.py': 'from fastapi import APIRouter\nrouter = APIRouter()\n' }), []);
  });
});

describe('init finds the application object of a Python project', () => {
  const target = { language: 'python', detect: { packages: ['fastapi'] } };
  const mount = { importLine: 'from x import register_middleware', callLine: 'register_middleware(app)', place: '' };
  const code = 'from fastapi import FastAPI\n\nservice: FastAPI = FastAPI(title="x")\n';
  const lines = async (files: Readonly<Record<string, string>>): Promise<(string | undefined)[]> => {
    const folder = project(files);
    const application = await findApplication(folder, target);
    const output = proposedOutput(folder, application.sources);
    const { importLine, callLine } = application.mountLines(mount, join(folder, output));
    return [application.entry?.slice(folder.length + 1).replaceAll('\\', '/'), output, importLine, callLine];
  };

  it('in a package, where imports are relative', async () => {
    assert.deepEqual(await lines({ 'app/__init__.py': '', 'app/main.py': code, 'tests/main.py': code }), [
      'app/main.py',
      'app/middleware',
      'from .middleware import register_middleware',
      'register_middleware(service)',
    ]);
  });

  it('in a folder that is not a package, where imports are absolute', async () => {
    assert.deepEqual(
      await lines({ 'api/web.py': 'import fastapi\n\nservice = fastapi.FastAPI()\n', 'api/other.py': 'app = 1\n' }),
      [
        'api/web.py',
        'api/middleware',
        'from api.middleware import register_middleware',
        'register_middleware(service)',
      ],
    );
  });

  it('in a function that makes it, in a package below `src`', async () => {
    const factory =
      'from fastapi import FastAPI\n\ndef create_app() -> FastAPI:\n    api = FastAPI()\n    return api\n';
    assert.deepEqual(await lines({ 'src/shop/__init__.py': factory }), [
      'src/shop/__init__.py',
      'src/shop/middleware',
      'from .middleware import register_middleware',
      'register_middleware(api)',
    ]);
  });

  it('in a function that returns it at once', async () => {
    const factory = 'from fastapi import FastAPI\n\n\ndef build():\n    return FastAPI(title="x")\n';
    assert.deepEqual(await lines({ 'svc/__init__.py': '', 'svc/application.py': factory }), [
      'svc/application.py',
      'svc/middleware',
      'from .middleware import register_middleware',
      'register_middleware(app)',
    ]);
  });

  it('by its syntax, whatever its text looks like', async () => {
    for (const [text, line] of [
      [
        '"""\nfrom fastapi import FastAPI\nold = FastAPI()\n"""\nfrom fastapi import (\n    FastAPI as API,\n)\napi = API()\n',
        'api',
      ],
      [
        'from fastapi import FastAPI\n\ndef make():\n    inner = FastAPI()\n\nouter: FastAPI = (\n    FastAPI()\n)\n',
        'outer',
      ],
      ['import fastapi as f\n\nclass Web:\n    def __init__(self):\n        self.app = f.FastAPI()\n', 'self.app'],
      // A version of Python that our parser does not know.
      ['from fastapi import FastAPI\n\ntype Handler = Callable[[], None]\nweb = FastAPI()\n', 'web'],
    ] as const) {
      const [entry, , , callLine] = await lines({ 'main.py': text });
      assert.deepEqual([entry, callLine], ['main.py', `register_middleware(${line})`], text);
    }
  });

  it('beside a module called `middleware`, which is not hidden', async () => {
    const [, output] = await lines({ 'main.py': code, 'middleware.py': '' });
    assert.equal(output, 'http_middleware');
  });

  it('nowhere, and suggests the usual code', async () => {
    assert.deepEqual(await lines({ 'main.py': 'from fastapi import APIRouter\nrouter = APIRouter()\n' }), [
      undefined,
      'middleware',
      'from x import register_middleware',
      'register_middleware(app)',
    ]);
  });
});

const settingsIn = (folder: string): RuffSettings => ruffSettings(disk, folder).settings;

describe("the application's settings of Ruff", () => {
  it('come from the nearest configuration and the ones that it extends', () => {
    const folder = project({
      'base.toml': 'line-length = 120\n[format]\nindent-style = "tab" # tabs\n',
      'pyproject.toml':
        '[tool.ruff]\nextend = "base.toml"\nline-length = 100\n[tool.ruff.format]\nquote-style = "single"\n',
      'api/x': '',
    });
    assert.deepEqual(settingsIn(join(folder, 'api', 'middleware')), {
      'line-length': 100,
      format: { 'indent-style': 'tab', 'quote-style': 'single' },
    });
  });

  it('ignore a pyproject.toml without a section for Ruff', () => {
    const folder = project({ 'ruff.toml': 'line-length = 99\n', 'api/pyproject.toml': '[project]\nname = "x"\n' });
    assert.deepEqual(settingsIn(join(folder, 'api')), { 'line-length': 99 });
    assert.deepEqual(settingsIn(join(project({}), 'api')), {});
  });

  it('are read in all forms that TOML has', () => {
    for (const text of [
      'tool.ruff.line-length = 100\ntool.ruff.format.quote-style = "single"\n',
      '[tool]\nruff = { line-length = 100, format = { quote-style = "single" } }\n',
      "[tool.ruff]\nline-length = 1_00 # wide\nformat.quote-style = 'single'\n",
      '[tool.ruff]\nexclude = [\n  "a", # [tool.ruff]\n  "line-length = 80",\n]\nline-length = 0x64\n[ tool . "ruff" . format ]\nquote-style = "sing\\u006Ce"\n',
    ])
      assert.deepEqual(
        settingsIn(join(project({ 'pyproject.toml': text }), 'api')),
        { 'line-length': 100, format: { 'quote-style': 'single' } },
        text,
      );
    const quoted = '[tool.x]\ntext = """\n[tool.ruff]\nline-length = 100\n"""\n';
    assert.deepEqual(settingsIn(project({ 'pyproject.toml': quoted })), {});
  });

  it('depend on the files that are extended', () => {
    const folder = project({ 'ruff.toml': 'extend = "lint/base.toml"\n', 'lint/base.toml': 'line-length = 100\n' });
    assert.deepEqual(ruffSettings(disk, folder).files, [join(folder, 'ruff.toml'), join(folder, 'lint', 'base.toml')]);
  });

  it("are Black's where Ruff's say nothing", () => {
    const black = '[tool.black]\nline_length = 100\nskip-string-normalization = true\n';
    assert.deepEqual(settingsIn(join(project({ 'pyproject.toml': black }), 'api')), {
      'line-length': 100,
      format: { 'quote-style': 'preserve' },
    });
    const both = `${black}[tool.ruff.lint]\nselect = ["E"]\n`;
    assert.equal(settingsIn(join(project({ 'pyproject.toml': both }), 'api'))['line-length'], 100);
    const ruff = `${black}[tool.ruff]\nline-length = 90\n`;
    assert.equal(settingsIn(join(project({ 'pyproject.toml': ruff }), 'api'))['line-length'], 90);
    const plain = project({ 'pyproject.toml': '[tool.black]\ntarget-version = ["py312"]\n' });
    assert.deepEqual(settingsIn(plain), {});
  });
});
