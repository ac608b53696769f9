/** Finds keys of a middleware that stand beside it because their indentation was forgotten. */
import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { Located } from './located.js';
import { middlewareKeys } from './schema.js';

export interface Outdented {
  /** The keys under `middleware` that must not be checked further, among them the middleware that lacks its content. */
  readonly names: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A key of a middleware can also be the name of a middleware. It is taken for a forgotten indentation if the middleware
 * above it is empty, or if its own value cannot be a middleware.
 */
export function outdentedKeys(root: Located): Outdented {
  const middleware = root.kind === 'map' ? root.entries.get('middleware')?.value : undefined;
  const names = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  let above: { readonly name: string; readonly isEmpty: boolean } | undefined;
  for (const [name, { key, value }] of middleware?.kind === 'map' ? middleware.entries : []) {
    const isKey = middlewareKeys.includes(name);
    if (above === undefined || !isKey || !(above.isEmpty || cannotBeMiddleware(value))) {
      above = { name, isEmpty: value.kind === 'scalar' && value.value === null };
      continue;
    }
    names.add(name);
    if (above.isEmpty) names.add(above.name);
    const help = `Indent it, and the lines below it, under \`${above.name}:\`.`;
    diagnostics.push(diagnostic('feature-outdented', { key: name, name: above.name }, { range: key, help }));
  }
  return { names: [...names], diagnostics };
}

function cannotBeMiddleware(value: Located): boolean {
  if (value.kind !== 'map') return true;
  const keys = [...value.entries.keys()];
  return keys.length > 0 && !keys.some((key) => middlewareKeys.includes(key));
}
