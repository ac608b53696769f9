/** A minimal router. */
import type { WebRoute } from '../web/call.js';

export interface Match {
  readonly run: WebRoute['run'];
  readonly params: Readonly<Record<string, string>>;
}

export function routerOf(routes: readonly WebRoute[]): (method: string, path: string) => Match | undefined {
  const compiled = routes.map(({ method, path, run }) => ({
    method,
    pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
    run,
  }));
  return (method, path) => {
    for (const route of compiled) {
      const found = route.pattern.exec(path);
      const isMeant = route.method === undefined || route.method === (method === 'HEAD' ? 'GET' : method);
      if (found !== null && isMeant) return { run: route.run, params: { ...found.groups } };
    }
    return undefined;
  };
}
