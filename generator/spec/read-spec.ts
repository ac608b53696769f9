/** The front end: turns the text of a spec into a plan, or into all diagnostics. It is a pure function. */
import { type Diagnostic, inSourceOrder, placed, type SourceRange } from '../diagnostics/diagnostic.js';
import { diagnostic } from '../diagnostics/diagnostic.js';
import type { Plan } from '../plan/plan.js';
import { checkNames } from './check-names.js';
import { lowerMiddleware } from './lower-middleware.js';
import { rangeAt } from './range-at.js';
import { readDocument } from './read-document.js';
import type { RouteRule } from '../plan/routes.js';
import { entryOf } from './read-routes.js';
import { readStructure } from './read-structure.js';
import { type KnownFrameworks, readTargets, type TargetRequest } from './read-targets.js';
import type { Spec } from './schema.js';
import { specReader } from './spec-reader.js';

export type { KnownFrameworks, Spec, TargetRequest };

export interface ReadSpecOptions extends KnownFrameworks {
  /** The spec's file as the user named it. */
  readonly file: string;
}

export interface ReadSpec {
  /** Absent if there are errors. */
  readonly spec?: Spec;
  /** Absent if there are errors. */
  readonly plan?: Plan;
  /** The targets that have no errors. */
  readonly targets: readonly TargetRequest[];
  /** In source order. */
  readonly diagnostics: readonly Diagnostic[];
  /** The range of the key or list item at a path; if it does not exist, the place where it would be. */
  readonly locate: (path: readonly (string | number)[]) => SourceRange | undefined;
  /** The range of the entry that a rule of the plan comes from. */
  readonly locateRule: (middleware: string, list: 'include' | 'exclude', rule: RouteRule) => SourceRange | undefined;
}

export function readSpec(text: string, options: ReadSpecOptions): ReadSpec {
  const { root, map, diagnostics: fromYaml } = readDocument(text);
  const structure = root === undefined ? undefined : readStructure(root);
  const locate = (path: readonly (string | number)[]): SourceRange | undefined => root && rangeAt(root, path, 'key');
  const finish = (all: readonly Diagnostic[]): readonly Diagnostic[] =>
    inSourceOrder(all.map((one) => placed(one, { file: options.file })));
  const locateRule: ReadSpec['locateRule'] = (name, list, rule) => {
    const index = entryOf(rule, structure?.spec?.middleware[name]?.[list] ?? []);
    return index === -1 ? undefined : locate(['middleware', name, list, index]);
  };
  const found = { locate, locateRule };
  if (root === undefined || structure === undefined) return { targets: [], diagnostics: finish(fromYaml), ...found };

  const diagnostics = [...fromYaml, ...structure.diagnostics];
  const { spec } = structure;
  if (spec === undefined) return { targets: [], diagnostics: finish(diagnostics), ...found };

  const reader = specReader({ root, map, ...structure }, diagnostics);
  const targets = readTargets(spec, options, reader);
  const names = Object.keys(spec.middleware);
  if (names.length === 0 && !reader.isIncomplete(['middleware'])) {
    const help = 'Write for example `observability: { timing: true }` under it.';
    reader.report(diagnostic('no-middleware', {}, { help }), ['middleware'], 'key');
  }
  checkNames(names, reader);
  const middleware = Object.entries(spec.middleware).map(([name, one]) => lowerMiddleware(name, one, reader));
  const finished = finish(diagnostics);
  if (finished.some(({ severity }) => severity === 'error')) return { targets, diagnostics: finished, ...found };
  return { spec, plan: { spec: fileName(options.file), middleware }, targets, diagnostics: finished, ...found };
}

/** Without folders, because generated headers must not depend on the working directory. */
function fileName(file: string): string {
  return file.split(/[/\\]/).at(-1) ?? file;
}
