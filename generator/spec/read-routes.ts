/** Lowers `include`, `exclude` and `matching` of a middleware. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import {
  checkMethod,
  methodsOf,
  parsePattern,
  splitRouteEntry,
  unlikelySegment,
  type Strictness,
} from '../plan/parse-route.js';
import type { FeatureName } from '../plan/plan.js';
import { isUnreached } from '../plan/covered-routes.js';
import type { RoutePlan, RouteRule } from '../plan/routes.js';
import type { MiddlewareSpec, RouteEntrySpec } from './schema.js';
import type { SpecReader } from './spec-reader.js';

type Path = readonly (string | number)[];

export function readRoutes(
  { include, exclude, matching }: MiddlewareSpec,
  path: Path,
  features: readonly FeatureName[],
  reader: SpecReader,
): RoutePlan {
  const strictness: Strictness = {
    caseSensitive: matching?.caseSensitive ?? false,
    strictTrailingSlash: matching?.trailingSlash === 'strict',
  };
  const list = (entries: readonly RouteEntrySpec[] | undefined, key: string): RouteRule[] =>
    readList(entries ?? [], [...path, key], { strictness, features, reader });
  const routes = { include: list(include, 'include'), exclude: list(exclude, 'exclude'), ...strictness };
  reportUnreached(routes, path, features, reader);
  return routes;
}

/** An exclusion of everything is valid, but hardly meant. */
function reportUnreached(
  routes: RoutePlan,
  path: Path,
  features: readonly FeatureName[],
  { report, isIncomplete }: SpecReader,
): void {
  if (isIncomplete([...path, 'include']) || isIncomplete([...path, 'exclude'])) return;
  const unreached = features.filter((feature) => isUnreached(routes, feature));
  if (unreached.length === 0) return;
  const what =
    unreached.length === features.length
      ? `The middleware "${String(path.at(-1))}"`
      : unreached.map((feature) => `\`${feature}\``).join(' and ');
  const help = 'Remove an entry of `exclude`, or what never applies.';
  report(diagnostic('never-applies', { what }, { help }), [...path, 'exclude'], 'key');
}

/** The index of the entry that a rule was read from, or -1. */
export function entryOf({ source, features = [] }: RouteRule, entries: readonly RouteEntrySpec[]): number {
  return entries.findIndex((entry) => {
    if (typeof entry === 'string') return entry === source && features.length === 0;
    const named = entry.features ?? [];
    return sourceOf(entry) === source && features.length > 0 === named.length > 0 && features.every(isIn(named));
  });
}

function isIn(named: readonly FeatureName[]): (feature: FeatureName) => boolean {
  return (feature) => named.includes(feature);
}

/** An entry with a path, in the short form. */
function sourceOf({ path, methods = [] }: Exclude<RouteEntrySpec, string>): string {
  return methods.length === 0 ? path : `${methods.join(',')} ${path}`;
}

interface RouteContext {
  readonly strictness: Strictness;
  readonly features: readonly FeatureName[];
  readonly reader: SpecReader;
}

function readList(entries: readonly RouteEntrySpec[], path: Path, context: RouteContext): RouteRule[] {
  const rules: RouteRule[] = [];
  const seen = new Map<string, Path>();
  for (const [index, entry] of entries.entries()) {
    const place = [...path, index];
    const rule = typeof entry === 'string' ? readText(entry, place, context) : readMapping(entry, place, context);
    if (rule === undefined) continue;
    const { source, ...meaning } = rule;
    const key = JSON.stringify(meaning);
    const earlier = seen.get(key);
    if (earlier === undefined) {
      seen.set(key, place);
      rules.push(rule);
    } else {
      const line = context.reader.lineOf(earlier);
      context.reader.report(diagnostic('route-duplicate', { entry: source, line }), place);
    }
  }
  return rules;
}

/** `GET,POST /users/:id` */
function readText(text: string, path: Path, { strictness, reader }: RouteContext): RouteRule | undefined {
  const { methods, pattern, patternFrom } = splitRouteEntry(text);
  for (const { name, from } of methods) reader.reportInside(checkMethod(name), path, from);
  if (pattern === '') {
    reader.report(diagnostic('empty-text', { what: 'A pattern' }, { help: 'Write for example `/healthz`.' }), path);
    return undefined;
  }
  const names = methods.map(({ name }) => name);
  const segments = parsePattern(pattern, names, strictness);
  if (!('value' in segments)) {
    reader.reportInside(segments.problems, path, patternFrom);
    return undefined;
  }
  reportUnlikely(pattern, path, reader);
  const limited = methodsOf(names);
  return { source: text, ...(limited === undefined ? {} : { methods: limited }), segments: segments.value };
}

function reportUnlikely(pattern: string, path: Path, reader: SpecReader): void {
  const unlikely = unlikelySegment(pattern);
  if (unlikely === undefined) return;
  const help = 'Write `**` for any number of segments, or `*` for one.';
  reader.report(diagnostic('pattern-unlikely', unlikely, { help }), path);
}

/** `{ path, methods?, features? }` */
function readMapping(
  { path: pattern, methods: names = [], features }: Exclude<RouteEntrySpec, string>,
  path: Path,
  { strictness, features: known, reader }: RouteContext,
): RouteRule | undefined {
  for (const [index, name] of names.entries()) reader.reportInside(checkMethod(name), [...path, 'methods', index]);
  const place = [...path, 'path'];
  if (pattern === '') {
    reader.report(diagnostic('empty-text', { what: 'A pattern' }, { help: 'Write for example `/healthz`.' }), place);
    return undefined;
  }
  if (/^\S+\s+\//.test(pattern)) {
    const help = 'In an entry with `path`, list the methods separately: `methods: [GET]`.';
    reader.report(diagnostic('pattern-start', { pattern }, { help }), place);
    return undefined;
  }
  const segments = parsePattern(pattern, names, strictness);
  if (!('value' in segments)) {
    reader.reportInside(segments.problems, place);
    return undefined;
  }
  reportUnlikely(pattern, place, reader);
  const on: FeatureName[] = [];
  for (const [index, feature] of (features ?? []).entries()) {
    if (known.includes(feature)) on.push(feature);
    else if (!reader.isIncomplete(path.slice(0, 2)))
      reader.report(diagnostic('route-feature-off', { feature }), [...path, 'features', index]);
  }
  // An entry that names only features that are off has no effect.
  if (features !== undefined && on.length === 0) return undefined;
  const limited = methodsOf(names);
  return {
    source: sourceOf({ path: pattern, methods: [...names] }),
    ...(limited === undefined ? {} : { methods: limited }),
    segments: segments.value,
    ...(features === undefined ? {} : { features: known.filter((feature) => on.includes(feature)) }),
  };
}
