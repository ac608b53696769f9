/** The media types whose bodies are kept where a spec does not say: those that are text. */
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
