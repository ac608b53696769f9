/** How messages name places in the spec. */
type Path = readonly (string | number)[];

/** The name of a mapping, for "unknown key … in": `capture.request` of middleware "api". */
export function placeName(path: Path): string {
  const [first, second] = path;
  if (path.length === 0) return 'the spec';
  if (first === 'targets' && path.length === 2) return `target ${Number(second) + 1}`;
  if (first === 'middleware' && path.length === 2) return `middleware "${String(second)}"`;
  if (first === 'middleware' && path.length > 2) return `\`${dotted(path)}\` of middleware "${String(second)}"`;
  return `\`${dotted(path)}\``;
}

/** The name of a value, for "… must be": `timing.header`. */
export function valueName(path: Path): string {
  if (path.length === 0) return 'The spec';
  if (path[0] === 'middleware' && path.length === 2) return `Middleware "${String(path[1])}"`;
  return `\`${dotted(path)}\``;
}

/** The keys, separated by dots. Inside a middleware, the path starts at the middleware. */
export function dotted(path: Path): string {
  const shown = path[0] === 'middleware' && path.length > 2 ? path.slice(2) : path;
  return shown.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
