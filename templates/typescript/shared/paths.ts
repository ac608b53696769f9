/** How paths are compared. */
export interface PathOptions {
  readonly caseSensitive?: boolean;
  /** Whether `/a` and `/a/` are different. */
  readonly strictTrailingSlash?: boolean;
}

/**
 * A path as routers compare it: in lower case, and decoded except for slashes. Other escapes than those of ASCII are
 * kept: no route has any.
 */
export function comparablePath(path: string, options: Pick<PathOptions, 'caseSensitive'> = {}): string {
  const decoded = path.includes('%') ? path.replace(/%(?!2f)[0-7][\da-f]/gi, decodeURIComponent) : path;
  return options.caseSensitive === true ? decoded : decoded.toLowerCase();
}
