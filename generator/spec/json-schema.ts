import { z } from 'zod';
import { specSchema } from './schema.js';

/**
 * The JSON Schema of a spec. It is draft 7, which the YAML and JSON support of all common editors understands.
 */
export function jsonSchema(): JsonSchema {
  return z.toJSONSchema(specSchema, { target: 'draft-7', io: 'input', reused: 'inline' }) as JsonSchema;
}

/** A framework, as an editor lists it. */
export interface ListedFramework {
  readonly name: string;
  readonly label: string;
}

/**
 * The contents of `schema/mwgen.v1.json`, which is published for editors. It lists the frameworks, and marks the
 * descriptions as Markdown.
 */
export function printJsonSchema(frameworks: readonly ListedFramework[]): string {
  const text = JSON.stringify(
    jsonSchema(),
    (key, value: unknown) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      if (key === 'framework' && 'type' in value)
        return {
          ...marked(value),
          enum: frameworks.map(({ name }) => name),
          enumDescriptions: frameworks.map(({ label }) => label),
        };
      return marked(value);
    },
    2,
  );
  return `${text}\n`;
}

/** Editors show `markdownDescription` formatted, and `description` as it is. */
function marked(schema: object): object {
  const isMarkdown =
    'description' in schema && typeof schema.description === 'string' && schema.description.includes('`');
  return isMarkdown ? { ...schema, markdownDescription: schema.description } : schema;
}

/** The subset of JSON Schema that the spec's schema uses. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly examples?: readonly unknown[];
}

/** The schemas for a path, with alternatives expanded; empty if nothing is allowed there. */
export function schemasAt(root: JsonSchema, path: readonly (string | number)[]): JsonSchema[] {
  let found = alternatives(root);
  for (const step of path) found = found.flatMap((schema) => below(schema, step)).flatMap(alternatives);
  return found;
}

/**
 * All keys of the spec language with the dotted paths of their parents. Inside a middleware, a path starts at the
 * middleware.
 */
export function keyPlaces(root: JsonSchema): Map<string, string[]> {
  const places = new Map<string, string[]>();
  collect(root, '');
  return places;

  function collect(schema: JsonSchema, at: string): void {
    for (const one of alternatives(schema)) {
      for (const [key, value] of Object.entries(one.properties ?? {})) {
        const known = places.get(key) ?? [];
        if (!known.includes(at)) places.set(key, [...known, at]);
        collect(
          value,
          key === 'middleware' && at === '' ? 'middleware' : at === '' || at === 'middleware' ? key : `${at}.${key}`,
        );
      }
      if (typeof one.additionalProperties === 'object') collect(one.additionalProperties, at);
      if (one.items !== undefined) collect(one.items, at);
    }
  }
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  // `description` and `examples` beside `anyOf` apply to each alternative.
  if (schema.anyOf !== undefined)
    return schema.anyOf.flatMap(alternatives).map((one) => ({ examples: schema.examples ?? [], ...one }));
  if (Array.isArray(schema.type)) return schema.type.map((type: string) => ({ ...schema, type }));
  return [schema];
}

function below({ properties, additionalProperties, items }: JsonSchema, step: string | number): JsonSchema[] {
  if (typeof step === 'number') return items === undefined ? [] : [items];
  const own = properties !== undefined && Object.hasOwn(properties, step) ? properties[step] : undefined;
  if (own !== undefined) return [own];
  return typeof additionalProperties === 'object' ? [additionalProperties] : [];
}
