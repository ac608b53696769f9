/** Formats lists, sizes and routes as text, for messages and comments. */
import type { FeatureName } from './feature-names.js';
import type { RoutePlan, RouteRule } from './routes.js';

/** The first items of a list, and how many more there are. */
export function listText(items: readonly string[]): string {
  const shown = items.slice(0, 4).join(', ');
  return items.length > 4 ? `${shown} and ${items.length - 4} more` : shown;
}

/** A number of bytes in the largest unit that divides it. */
export function bytesText(bytes: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
  ];
  const [unit, size] = units.find(([, candidate]) => bytes > 0 && bytes % candidate === 0) ?? ['B', 1];
  return `${bytes / size} ${unit}`;
}

/** A share of 1 as a percentage. The rounding hides that a share such as 0.07 is no exact binary number. */
export function percentText(share: number): string {
  return `${Number((share * 100).toPrecision(12))} %`;
}

/** "on all routes except /healthz", for a middleware or one of its features. */
export function whereText(routes: RoutePlan, feature?: FeatureName): string {
  const concerns = ({ features }: RouteRule): boolean =>
    features === undefined || (feature !== undefined && features.includes(feature));
  const included = listText(routes.include.filter(concerns).map(({ source }) => source));
  const excluded = listText(routes.exclude.filter(concerns).map(({ source }) => source));
  if (included === '') return excluded === '' ? 'on all routes' : `on all routes except ${excluded}`;
  return excluded === '' ? `only on ${included}` : `only on ${included}, except ${excluded}`;
}
