import type { Canonical } from '../languages/header.js';

/** The canonical layout of a file's language; its formatter is loaded on the first call, since most runs need none. */
export function canonicalFor(path: string): Canonical {
  if (/\.[cm]?tsx?$/.test(path)) {
    return async (code) => {
      const { canonicalTypeScript } = await import('../languages/typescript/format.js');
      return canonicalTypeScript(code);
    };
  }
  if (path.endsWith('.py')) {
    return async (code) => {
      const { canonicalPython } = await import('../languages/python/format.js');
      return canonicalPython(code);
    };
  }
  return (code) => code;
}
