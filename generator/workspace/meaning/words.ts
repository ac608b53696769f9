/** Formats values as text. */
import type { Value, ValuePart } from '../../plan/values.js';

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
