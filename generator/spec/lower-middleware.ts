/** Checks and lowers one middleware: its features one after the other, with the steps of each moment in order. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import type { FeatureContext, OwnedHeader } from '../features/feature.js';
import { features as allFeatures } from '../features/index.js';
import type { EnvironmentUse } from '../plan/parse-value.js';
import {
  type Demand,
  type EnvironmentRead,
  type FeatureName,
  featureNames,
  type MiddlewarePlan,
} from '../plan/plan.js';
import type { PlainPath } from './plain.js';
import { readRoutes } from './read-routes.js';
import type { MiddlewareSpec } from './schema.js';
import type { SpecReader } from './spec-reader.js';

export function lowerMiddleware(name: string, spec: MiddlewareSpec, reader: SpecReader): MiddlewarePlan {
  const path = ['middleware', name];
  const active = allFeatures.flatMap((feature) => feature.read(spec) ?? []);
  const features = featureNames.filter((feature) => active.some((one) => one.name === feature));
  if (features.length === 0 && !reader.isIncomplete(path)) {
    const help = `Turn on at least one of: ${featureNames.join(', ')}.`;
    reader.report(diagnostic('middleware-empty', { name }, { help }), path, 'key');
  }

  const owned = ownedHeaders(active.flatMap((one) => one.ownedHeaders));
  for (const { name: header, owner, other } of owned.clashes) {
    const help = 'Give one of them another name.';
    reader.report(diagnostic('header-owned', { name: header, owner: other }, { help }), [...path, ...owner.split('.')]);
  }
  const environment = environmentReads(reader);
  const context = (feature: FeatureName): FeatureContext => ({
    ...reader,
    path: [...path, feature],
    // If settings were rejected as invalid, the user still meant to turn the feature on.
    has: (other) => features.includes(other) || reader.isIncomplete([...path, other]),
    ownedHeaders: owned.headers,
    useEnvironment: environment.use,
  });

  const lowered = active.map((feature) => feature.lower(context(feature.name)));
  const capturing = lowered.find((one) => one.capture !== undefined)?.capture;
  return {
    name,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    features,
    routes: readRoutes(spec, path, features, reader),
    environment: environment.reads(),
    request: lowered.flatMap(({ request }) => request ?? []),
    head: lowered.flatMap(({ head }) => head ?? []),
    done: lowered.flatMap(({ done }) => done ?? []),
    ...(capturing === undefined ? {} : { capture: capturing }),
    demands: [...lowered.flatMap(({ demands }) => demands ?? []), ...environment.demands()],
  };
}

interface Clash extends OwnedHeader {
  /** The owner that already sets the header. */
  readonly other: string;
}

function ownedHeaders(all: readonly OwnedHeader[]): { headers: Map<string, OwnedHeader>; clashes: Clash[] } {
  const headers = new Map<string, OwnedHeader>();
  const clashes: Clash[] = [];
  for (const one of all) {
    const other = headers.get(one.name.toLowerCase());
    if (other === undefined) headers.set(one.name.toLowerCase(), one);
    else clashes.push({ ...one, other: other.owner });
  }
  return { headers, clashes };
}

interface EnvironmentReads {
  readonly use: (uses: readonly EnvironmentUse[], path: PlainPath) => void;
  readonly reads: () => EnvironmentRead[];
  readonly demands: () => Demand[];
}

/** A variable is read once, so all values that use it must have the same fallback. */
function environmentReads({ lineOf, reportInside }: SpecReader): EnvironmentReads {
  const found = new Map<string, EnvironmentRead & { readonly path: PlainPath }>();
  return {
    use(uses, path) {
      for (const { name, fallback, from, to } of uses) {
        const line = lineOf(path);
        const earlier = found.get(name);
        if (earlier === undefined)
          found.set(name, { name, ...(fallback === undefined ? {} : { fallback }), line, path });
        else if (earlier.fallback !== fallback) {
          const help = 'A variable is read only once: use the same fallback in both places, or none.';
          const clash = diagnostic('environment-fallback', { name, line: earlier.line }, { help });
          reportInside([{ diagnostic: clash, from, to }], path);
        }
      }
    },
    reads: () => Array.from(found.values(), ({ path: _, ...read }) => read),
    demands: () => Array.from(found.values(), ({ path }): Demand => ({ capability: 'environment', path })),
  };
}
