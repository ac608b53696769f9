/** Rules about the code of the compiler. */
import ts from 'typescript';
import { featureNames } from '../../generator/plan/plan.js';
import { targets } from '../../generator/targets/index.js';
import { findings, isValueNamed, literalText, matchingLines, pathsBelow, type House, type Rule } from './house.js';

/** Frameworks that may be added. Their names must not occur in shared code either. */
const frameworksToCome = ['flask', 'django', 'uvicorn'];
/** Helpers that may name a framework because another one, which they are for, is based on it or on its toolkit. */
const onAdapters = /^templates\/typescript\/nestjs\/[\w-]+\.ts$/;
const madeWith: Readonly<Record<string, RegExp>> = {
  starlette: /^templates\/python\/asgi\/\w+\.py$/,
  express: onAdapters,
  fastify: onAdapters,
};
const frameworks = [...targets.map(({ name }) => name), ...frameworksToCome];

/** The schema shows the names of frameworks to users, and the list of targets has to contain them. */
const namesFrameworks = ['generator/targets/index.ts', 'generator/spec/schema.ts', 'generator/spec/read-targets.ts'];

const languageWords =
  /\b(?:python|typescript|javascript|ruff|prettier|pyproject|tsconfig|deno)\b|^\.?(?:py|ts|js)$|\\?\.(?:py|ts)\$/i;

/** Other files that may name a language, with reasons. */
const namesLanguages: Readonly<Record<string, string>> = {
  'generator/languages/index.ts': 'the list of languages',
  'generator/plan/content-types.ts': 'media types',
  'generator/diagnostics/project-messages.ts': 'messages that a language gives; their codes are published',
  'generator/spec/schema.ts': 'importExtension is a key of the spec, and its values name extensions',
  'generator/spec/read-targets.ts': 'the same',
};

export const codeRules: readonly Rule[] = [
  {
    name: 'compiles without the clock or the environment',
    find: (house) =>
      findings(house, pureFiles(house), (node) => {
        if (isValueNamed(node, ['process', 'performance', 'Date'])) return node.text;
        const isRandom = ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random';
        return isRandom ? 'Math.random' : undefined;
      }),
    plant: {
      'generator/features/planted.ts':
        "export const planted = `${process.env['X'] ?? ''} ${new Date().toISOString()}`;\n",
      'generator/servers/fetch/planted.ts':
        'export const planted = (): number => globalThis.Math.random() + Math.random();\n',
    },
  },
  {
    name: 'ends the process, prints and asks only in cli.ts, the terminal and the prompt',
    find: (house) =>
      findings(
        house,
        pathsBelow(house, 'generator').filter(
          (path) => !/^generator\/(?:cli|commands\/(?:terminal|prompt))\.ts$/.test(path),
        ),
        (node) => {
          if (isValueNamed(node, ['console'])) return 'console';
          if (!ts.isPropertyAccessExpression(node) || !isValueNamed(node.expression, ['process'])) return undefined;
          return /^(?:exit|exitCode|stdout|stderr|stdin)$/.test(node.name.text) ? node.getText() : undefined;
        },
      ),
    plant: { 'generator/workspace/planted.ts': "console.log('here');\nprocess.exit(1);\n" },
  },
  {
    name: 'names no framework outside its own folders',
    find: (house) =>
      frameworks.flatMap((name) => {
        // A target can be based on another framework, and a target and its server interface can have the same name.
        const own = new RegExp(`^(?:generator/targets/[^/]+|generator/servers/${name}|templates/[^/]+/${name})/`);
        const paths = [...pathsBelow(house, 'generator'), ...pathsBelow(house, 'templates')].filter(
          (path) =>
            !own.test(path) &&
            madeWith[name]?.test(path) !== true &&
            !namesFrameworks.includes(path) &&
            !path.endsWith('.json'),
        );
        // For a name that is also that of a platform, or of a global there, only strings count.
        const isOfPlatform = name in globalThis || pathsBelow(house, `generator/servers/${name}`).length > 0;
        if (!isOfPlatform) return matchingLines(house, paths, new RegExp(`\\b${name}\\b`, 'i'));
        const typescript = paths.filter((path) => path.endsWith('.ts'));
        return findings(house, typescript, (node) => (literalText(node) === name ? name : undefined));
      }),
    plant: {
      'generator/servers/fetch/planted.ts': "export const planted = (name: string): boolean => name === 'hono';\n",
      'generator/languages/planted.ts': "export const planted = (name: string): boolean => name === 'fetch';\n",
      'generator/servers/asgi/planted.ts': "export const planted = (name: string): boolean => name === 'node';\n",
      'templates/typescript/fetch/planted.ts': '/** As Hono has it. */\n',
    },
  },
  {
    name: 'names no language outside its own folder',
    find: (house) =>
      findings(
        house,
        pathsBelow(house, 'generator').filter((path) => !isOfOneLanguage(path) && !(path in namesLanguages)),
        (node) => {
          if (ts.isSourceFile(node) || ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent))
            return undefined;
          const text = ts.isIdentifier(node) ? node.text : literalText(node);
          return text !== undefined && languageWords.test(text) ? text.slice(0, 80) : undefined;
        },
      ),
    plant: {
      'generator/workspace/planted.ts': "export const planted = (path: string): boolean => path.endsWith('.py');\n",
      'generator/commands/planted.ts': "export const planted = (language: string): boolean => language === 'python';\n",
    },
  },
  {
    name: 'names no feature inside a target',
    find: (house) => {
      const words = featureNames.filter((name) => name !== 'headers').flatMap((name) => [name, name.replace(/s$/, '')]);
      const paths = pathsBelow(house, 'generator/targets').filter((path) => path.split('/').length > 3);
      return matchingLines(house, paths, new RegExp(`\\b(?:${words.join('|')})\\b`, 'i'));
    },
    plant: { 'generator/targets/express/planted.ts': "export const planted = ['timing'];\n" },
  },
  {
    name: 'has no code in strings except expressions',
    find: (house) =>
      findings(
        house,
        [...pathsBelow(house, 'generator/servers'), ...pathsBelow(house, 'generator/targets')],
        (node) => {
          const text = ts.isRegularExpressionLiteral(node) ? undefined : literalText(node);
          return text !== undefined && holdsStatements(text) && !isShown(node) ? text.slice(0, 80) : undefined;
        },
      ),
    plant: {
      'generator/servers/node/planted.ts': "export const planted = 'const started = now(); next();';\n",
      'generator/targets/express/planted.ts': 'export const planted = `if (done) {\n  next();\n}`;\n',
    },
  },
];

/** Files of the pure part of the compiler. */
function pureFiles(house: House): string[] {
  return pathsBelow(house, 'generator').filter((path) =>
    /^generator\/(?:compile\.ts|templates\.ts|(?:spec|features|plan|servers|targets|languages)\/)/.test(path),
  );
}

/** Folders that belong to one language: its own, and those of the servers and targets that use it. */
function isOfOneLanguage(path: string): boolean {
  return /^generator\/(?:languages|servers|targets)\/[^/]+\//.test(path);
}

/**
 * Whether a text contains statements: a semicolon at the end of a line or before another statement, or a block of
 * several lines.
 */
function holdsStatements(text: string): boolean {
  return /;[ \t]*$|;\s+(?:const|let|var|return|if|for|await|throw|[\w.]+[(=])|[{:]\s*\n\s*\S/m.test(text);
}

/** The lines that mount an output are shown to users, and are not generated code. */
function isShown({ parent }: ts.Node): boolean {
  return ts.isPropertyAssignment(parent) && ['importLine', 'callLine'].includes(parent.name.getText());
}
