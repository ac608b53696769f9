/** `capture.redact`: values to hide in records. */
import { z } from 'zod';
import { diagnostic } from '../diagnostics/diagnostic.js';
import { parseJsonPath } from '../plan/parse-json-path.js';
import type { JsonPath, RedactPlan } from '../plan/plan.js';
import type { FeatureContext, Path } from './feature.js';
import { isToken } from '../plan/field-name.js';
import { checkRepeated, checkText } from './text.js';

/** Headers that usually contain credentials. */
export const redactedHeaders = ['authorization', 'cookie', 'proxy-authorization', 'set-cookie', 'x-api-key'] as const;

export const redactSchema = z.strictObject({
  headers: z
    .array(z.string())
    .default([])
    .meta({ description: 'Headers to redact.', examples: [['X-Session']] }),
  query: z
    .array(z.string())
    .default([])
    .meta({ description: 'Query parameters to redact.', examples: [['token']] }),
  json: z
    .array(z.string())
    .default([])
    .meta({
      description:
        'Paths of values to redact in JSON, event stream and form bodies: keys separated by dots, `*` for any single key or index, `**` for any number of levels. A backslash escapes the next character.',
      examples: [['password', 'user.ssn', '**.token']],
    }),
  replacement: z.string().default('[redacted]').meta({ description: 'The text that replaces a redacted value.' }),
  defaults: z
    .boolean()
    .default(true)
    .meta({
      description: `Whether ${redactedHeaders.join(', ')} are always redacted.`,
    }),
});

export type RedactSettings = z.output<typeof redactSchema>;

export function lowerRedact(redact: RedactSettings, path: Path, context: FeatureContext): RedactPlan {
  // Framing headers are allowed here, because they are only read.
  for (const [index, name] of redact.headers.entries())
    if (!isToken(name)) context.report(diagnostic('header-name', { name }), [...path, 'headers', index]);
  for (const [index, name] of redact.query.entries())
    if (name === '') context.report(diagnostic('empty-text', { what: 'A query parameter' }), [...path, 'query', index]);
  for (const key of ['headers', 'query', 'json'] as const)
    checkRepeated(redact[key], [...path, key], (entry) => entry.toLowerCase(), context);
  checkText(redact.replacement, '`replacement`', [...path, 'replacement'], context);
  return {
    headers: sorted([...redact.headers, ...(redact.defaults ? redactedHeaders : [])]),
    query: sorted(redact.query),
    json: lowerPaths(redact.json, [...path, 'json'], context),
    replacement: redact.replacement,
  };
}

function lowerPaths(entries: readonly string[], path: Path, context: FeatureContext): JsonPath[] {
  const paths = new Map<string, JsonPath>();
  for (const [index, entry] of entries.entries()) {
    const found = parseJsonPath(entry);
    if ('value' in found) paths.set(JSON.stringify(found.value), found.value);
    else context.reportInside(found.problems, [...path, index]);
  }
  return Array.from(paths.values());
}

function sorted(names: readonly string[]): string[] {
  return Array.from(new Set(names.map((name) => name.toLowerCase()))).sort();
}
