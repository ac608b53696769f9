/** A router for applications whose framework has none. */

interface Matchable {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
}

interface Found<Route> {
  readonly route: Route;
  readonly params: readonly string[];
  readonly query: URLSearchParams;
}

/** The first route for a request. The prefix comes before the path of every route. */
export function findRoute<Route extends Matchable>(
  routes: readonly Route[],
  method: string | undefined,
  target: string,
  prefix: string,
): Found<Route> | undefined {
  const [, path = '', query = ''] = /^(?:\w+:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/.exec(target) ?? [];
  if (prefix !== '' && !path.startsWith(`${prefix}/`)) return undefined;
  const segments = path.slice(prefix.length).split('/').map(decoded);
  const asked = method === 'HEAD' ? 'GET' : method;
  for (const route of routes) {
    const params = matched(route.path, segments);
    if (params !== undefined && (route.method === undefined || route.method === asked))
      return { route, params, query: new URLSearchParams(query) };
  }
  return undefined;
}

function matched(pattern: string, segments: readonly (string | undefined)[]): string[] | undefined {
  const parts = pattern.split('/');
  const isMatch =
    parts.length === segments.length &&
    parts.every((part, index) => (part.startsWith(':') ? segments[index] !== '' : part === segments[index]));
  return isMatch ? segments.map((text) => text ?? '').filter((_, index) => parts[index]?.startsWith(':')) : undefined;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
