import { z } from 'zod';
import { specSchema } from './schema.js';

/** The JSON Schema that is published as `schema/mwgen.v1.json`: draft 7, which every editor's YAML and JSON support reads. */
export function jsonSchema(): JsonSchema {
  return z.toJSONSchema(specSchema, { target: 'draft-7', io: 'input', reused: 'inline' }) as JsonSchema;
}

/** The same as the text of that file. */
export function printJsonSchema(): string {
  return `${JSON.stringify(jsonSchema(), null, 2)}\n`;
}

/** The part of JSON Schema that the spec's schema uses. */
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

/** The schemas of a place, alternatives told apart; none where nothing can stand there. */
export function schemasAt(root: JsonSchema, path: readonly (string | number)[]): JsonSchema[] {
  let found = alternatives(root);
  for (const step of path) found = found.flatMap((schema) => below(schema, step)).flatMap(alternatives);
  return found;
}

/** Every key of the language with the dotted places that know it; inside a middleware, a place begins at the middleware. */
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
  // What stands beside `anyOf` (the description, examples) holds for each.
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
