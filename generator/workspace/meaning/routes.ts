/** Describes routes and their changes. */
import type { RoutePlan, RouteRule } from '../../plan/routes.js';
import { listText } from '../../plan/words.js';

/** What a change of the rules means for the routes that they name. */
export function routesMeaning(before: RoutePlan, after: RoutePlan): string[] {
  return [...includeMeaning(before, after), ...excludeMeaning(before, after), ...matchingMeaning(before, after)];
}

function excludeMeaning(before: RoutePlan, after: RoutePlan): string[] {
  return groups(before.exclude, after.exclude).flatMap(({ features, added, gone }) => {
    const [now, noLonger] =
      features === '' ? ['no longer runs', 'runs again'] : [`turns off ${features}`, `no longer turns off ${features}`];
    return [
      ...(added.length === 0 ? [] : [`${now} on ${listText(added)}`]),
      ...(gone.length === 0 ? [] : [`${noLonger} on ${listText(gone)}`]),
    ];
  });
}

function includeMeaning(before: RoutePlan, after: RoutePlan): string[] {
  return groups(before.include, after.include).flatMap(({ features, old, now, added, gone }) => {
    const what = features === '' ? 'runs' : `applies ${features}`;
    if (old.length === 0) return [`${what} only on ${listText(now)}`];
    if (now.length === 0) return [`${what} on all routes, no longer only on ${listText(old)}`];
    return [
      ...(added.length === 0 ? [] : [`${what} on ${listText(added)} too`]),
      ...(gone.length === 0 ? [] : [`no longer ${what} on ${listText(gone)}`]),
    ];
  });
}

interface Group {
  /** The features that the rules apply to, as text; empty: the whole middleware. */
  readonly features: string;
  readonly old: readonly string[];
  readonly now: readonly string[];
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/** The changed rules, grouped by the features that they apply to. The order of rules is not significant. */
function groups(before: readonly RouteRule[], after: readonly RouteRule[]): Group[] {
  const titles = new Set([...before, ...after].map(aboutText));
  return [...titles].flatMap((features) => {
    const sources = (rules: readonly RouteRule[]): string[] =>
      rules.filter((rule) => aboutText(rule) === features).map(({ source }) => source);
    const [old, now] = [sources(before), sources(after)];
    const added = now.filter((source) => !old.includes(source));
    const gone = old.filter((source) => !now.includes(source));
    return added.length + gone.length === 0 ? [] : [{ features, old, now, added, gone }];
  });
}

function aboutText({ features }: RouteRule): string {
  return (features ?? []).join(', ');
}

function matchingMeaning(before: RoutePlan, after: RoutePlan): string[] {
  const phrases: string[] = [];
  if (before.caseSensitive !== after.caseSensitive) {
    phrases.push(`matches paths case-${after.caseSensitive ? 'sensitively' : 'insensitively'}`);
  }
  if (before.strictTrailingSlash !== after.strictTrailingSlash) {
    phrases.push(after.strictTrailingSlash ? 'treats /a and /a/ as different' : 'treats /a and /a/ as equal');
  }
  return phrases;
}
