/**
 * Checks the architecture rules on syntax trees and on all imports: allowed dependencies, the single place of each
 * package, and constructs that must not occur. ARCHITECTURE.md names the test for each invariant. Each rule is also run
 * on violations added in memory, so that a rule that detects nothing fails.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { projectMessages } from '../generator/diagnostics/project-messages.js';
import { codeRules } from './architecture/code.js';
import { matchingLines, pathsBelow, readHouse, type Rule } from './architecture/house.js';
import { importRules } from './architecture/imports.js';
import { templateRules } from './architecture/templates.js';
import { goldenFiles } from './goldens/files.js';
import { fixtureNames } from './goldens/produce.js';

const house = readHouse('generator', 'templates', 'test', 'bench', 'demo', 'package.json');

describe('the architecture', () => {
  for (const rule of [...importRules, ...codeRules, ...templateRules, suppression()]) {
    it(rule.name, () => {
      assert.deepEqual(rule.find(house), []);
    });
  }
});

describe('a violation is noticed by the rule that', () => {
  for (const rule of [...importRules, ...codeRules, ...templateRules, suppression()]) {
    it(rule.name, () => {
      const clean = new Set(rule.find(house));
      for (const [path, text] of Object.entries(rule.plant)) {
        const found = rule.find(new Map([...house, ...Object.entries(rule.plant)])).filter((one) => !clean.has(one));
        const room = path.split('/').slice(0, 2).join('/');
        assert.ok(
          found.some((one) => one.includes(path) || room.endsWith(one.split(' ')[0] ?? '')),
          `${path} is not found, with\n${text}`,
        );
      }
    });
  }
});

/** Findings must be fixed, not suppressed. */
function suppression(): Rule {
  // The words are split so that this file does not match.
  const words = ['@ts-' + '(?:ignore|expect-error|nocheck)', 'eslint-' + 'disable', 'biome-' + 'ignore'];
  return {
    name: 'suppresses no finding',
    find: (all) => {
      const own = ['generator', 'templates', 'test', 'bench', 'demo'].flatMap((folder) => pathsBelow(all, folder));
      const paths = own.filter((path) => path.endsWith('.ts') && !path.startsWith('test/quality/'));
      return matchingLines(all, paths, new RegExp([...words, 'prettier-' + 'ignore'].join('|')));
    },
    plant: { 'test/planted.ts': ['// eslint-', 'disable-next-line\n'].join('') },
  };
}

describe('nothing is unused', () => {
  it('every step has a template and every template a step, and a fixture uses it', () => {
    const planned = new Set<string>();
    for (const name of fixtureNames()) {
      const plan = goldenFiles(name).get('plan.json');
      if (plan === undefined) continue;
      const { middleware } = JSON.parse(plan) as { middleware: readonly PlannedSteps[] };
      for (const { request, head } of middleware) {
        for (const { op } of request) planned.add(`request/${op}`);
        for (const { op } of head) planned.add(`head/${op}`);
      }
    }
    const templates = pathsBelow(house, 'templates')
      .flatMap((path) => /\/steps\/(.+)\.hbs$/.exec(path)?.[1] ?? [])
      .sort();
    const steps = Array.from(new Set(templates)).filter((step) => step !== 'request/appendCookie');
    // The class or function of a middleware contains these two steps, because later code depends on them.
    const framed = ['request/assignRequestId', 'request/callHook'];
    assert.deepEqual(
      Array.from(planned)
        .filter((step) => !framed.includes(step))
        .sort(),
      steps,
    );
  });

  it('every message about a project or the command line is tested', () => {
    const tests = ['test/cli', 'test/workspace']
      .flatMap((folder) => pathsBelow(house, folder))
      .map((path) => house.get(path))
      .join('\n')
      .replaceAll('\\', '');
    const untested = Object.entries(projectMessages).filter(
      ([code, { text }]) =>
        !tests.includes(`'${code}'`) && !fixedWords(text as MessageText).some((words) => tests.includes(words)),
    );
    assert.deepEqual(
      untested.map(([code]) => code),
      [],
    );
  });
});

type MessageText = (holes: unknown) => string;

/** All sequences of three consecutive words in the fixed parts of a message, or all of its words if there are fewer. */
function fixedWords(text: MessageText): string[] {
  const hole = '\0';
  const pieces = text(new Proxy({}, { get: () => hole })).split(hole);
  return pieces.flatMap((piece) => {
    const words = piece.split(/\s+/).filter((word) => /\w/.test(word));
    return words.slice(2).map((_, index) =>
      words
        .slice(index, index + 3)
        .join(' ')
        .replace(/[.:,]$/, ''),
    );
  });
}

interface PlannedSteps {
  readonly request: readonly { readonly op: string }[];
  readonly head: readonly { readonly op: string }[];
}
