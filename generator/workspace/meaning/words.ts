/** Formats values as text. */
import type { EnvironmentRead } from '../../plan/plan.js';
import type { Value, ValuePart } from '../../plan/values.js';

const longest = 60;

/** Two values that differ, in backquotes; of long ones, the part where they do. */
export function changedTexts(before: string, after: string): readonly [before: string, after: string] {
  const [old, now] = [Array.from(before), Array.from(after)];
  const isShort = old.length <= longest && now.length <= longest;
  const same = old.findIndex((character, index) => character !== now[index]);
  const start = isShort ? 0 : Math.max(0, (same === -1 ? old.length : same) - longest / 3);
  const part = (all: readonly string[]): string => {
    const shown = all.slice(start, start + longest).join('');
    return `\`${start > 0 ? '…' : ''}${shown}${start + longest < all.length ? '…' : ''}\``;
  };
  return [part(old), part(now)];
}

/** A header value as written in the spec. */
export function valueText(value: Value, environment: readonly EnvironmentRead[]): string {
  return value.map((part) => partText(part, environment)).join('');
}

function partText(part: ValuePart, environment: readonly EnvironmentRead[]): string {
  switch (part.kind) {
    case 'text':
      return part.text.replaceAll('${', '$${');
    case 'env':
      return `\${env.${part.name}${fallbackText(environment.find(({ name }) => name === part.name))}}`;
    case 'requestHeader':
      return `\${request.headers.${part.name}${fallbackText(part)}}`;
    case 'duration':
      return `\${duration.${part.unit}}`;
    default:
      return `\${${plainParts[part.kind]}}`;
  }
}

function fallbackText(read: { readonly fallback?: string } | undefined): string {
  return read?.fallback === undefined ? '' : `:-${read.fallback}`;
}

const plainParts = {
  requestMethod: 'request.method',
  requestPath: 'request.path',
  requestId: 'request.id',
  nowIso: 'now.iso',
  nowUnix: 'now.unix',
  responseStatus: 'response.status',
} as const;
