/** The media types that are captured by default: those with textual content. */
export const textualContentTypes = [
  'text/*',
  'application/json',
  'application/*+json',
  'application/json-seq',
  'application/jsonl',
  'application/ndjson',
  'application/x-ndjson',
  'application/xml',
  'application/*+xml',
  'image/svg+xml',
  'application/graphql',
  'application/javascript',
  'application/x-www-form-urlencoded',
  'application/yaml',
  'application/*+yaml',
] as const;
