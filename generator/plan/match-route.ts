/** Compares requests with route rules, as generated code does. Used to explain a spec, not to generate code. */
import type { RoutePlan, RouteRule, RouteSegment } from './routes.js';

export interface RequestLine {
  readonly method: string;
  /** The target: a path with or without a query, a whole URL, or `*`. */
  readonly target: string;
}

/** Whether a rule matches a request, under the settings of its middleware. */
export function matchesRule(rule: RouteRule, { method, target }: RequestLine, routes: Strictness): boolean {
  if (rule.methods?.includes(method) === false) return false;
  return matchSegments(rule.segments, segmentsOf(pathOf(target), routes));
}

type Strictness = Pick<RoutePlan, 'caseSensitive' | 'strictTrailingSlash'>;

/** The path of a request target in any of its forms (RFC 9112, section 3.2). */
export function pathOf(target: string): string {
  const [, path = ''] = /^(?:[a-z][a-z\d+.-]*:\/\/[^/?#]*)?([^?#]*)/i.exec(target) ?? [];
  return path === '' ? '/' : path;
}

function segmentsOf(path: string, { caseSensitive, strictTrailingSlash }: Strictness): string[] {
  const segments = path.startsWith('/') ? path.slice(1).split('/') : [path];
  if (segments.at(-1) === '' && !strictTrailingSlash) segments.pop();
  return segments.map((segment) => (caseSensitive ? decode(segment) : decode(segment).toLowerCase()));
}

/** Decodes percent-encoded UTF-8. Invalid escapes are left unchanged. */
function decode(segment: string): string {
  return segment.replace(/(?:%[\da-f]{2})+/gi, (escapes) => {
    const text = new TextDecoder().decode(Buffer.from(escapes.replaceAll('%', ''), 'hex'));
    return text.includes('\ufffd') ? decodeValid(escapes) : text;
  });
}

const character =
  /%[0-7][\da-f]|%[c-d][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}/gi;

function decodeValid(escapes: string): string {
  return escapes.replace(character, (one) => {
    try {
      return decodeURIComponent(one);
    } catch {
      return one;
    }
  });
}

function matchSegments(pattern: readonly RouteSegment[], segments: readonly string[]): boolean {
  // For each length of the path, whether the pattern so far matches its beginning.
  let reached = Array.from({ length: segments.length + 1 }, (_, length) => length === 0);
  for (const part of pattern) {
    const next = reached.map(() => false);
    for (const [length, isReached] of reached.entries()) {
      if (!isReached) continue;
      if (part.kind === 'rest') next.fill(true, length);
      else if (length < segments.length && matchSegment(part, segments[length] ?? '')) next[length + 1] = true;
    }
    reached = next;
  }
  return reached.at(-1) ?? false;
}

function matchSegment(part: Exclude<RouteSegment, { readonly kind: 'rest' }>, segment: string): boolean {
  if (part.kind === 'text') return part.text === segment;
  if (part.kind === 'any') return segment !== '';
  const last = part.pieces.at(-1) ?? '';
  let from = 0;
  for (const [index, piece] of part.pieces.slice(0, -1).entries()) {
    const found = segment.indexOf(piece, from);
    if (found < 0 || (index === 0 && found > 0)) return false;
    from = found + piece.length;
  }
  return segment.length - last.length >= from && segment.endsWith(last);
}
