/** Formats lists, sizes and values as text. */
import type { Value, ValuePart } from '../../plan/values.js';

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

/** A header value as written in the spec, in backquotes. */
export function valueText(value: Value): string {
  const text = value.map(partText).join('');
  return `\`${text.length > 60 ? `${text.slice(0, 59)}…` : text}\``;
}

function partText(part: ValuePart): string {
  switch (part.kind) {
    case 'text':
      return part.text.replaceAll('${', '$${');
    case 'env':
      return `\${env.${part.name}}`;
    case 'requestHeader':
      return `\${request.headers.${part.name}${part.fallback === undefined ? '' : `:-${part.fallback}`}}`;
    case 'duration':
      return `\${duration.${part.unit}}`;
    default:
      return `\${${plainParts[part.kind]}}`;
  }
}

const plainParts = {
  requestMethod: 'request.method',
  requestPath: 'request.path',
  requestId: 'request.id',
  nowIso: 'now.iso',
  nowUnix: 'now.unix',
  responseStatus: 'response.status',
} as const;
