import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { jsonSchema, type JsonSchema, printJsonSchema, schemasAt } from '../../generator/spec/json-schema.js';
import { targets } from '../../generator/targets/index.js';

describe('JSON Schema', () => {
  it('is checked in and up to date (`npm run schema` writes it)', () => {
    const file = join(import.meta.dirname, '..', '..', 'schema', 'mwgen.v1.json');
    assert.equal(readFileSync(file, 'utf8'), printJsonSchema(targets));
  });

  it('describes every key, and shows an example or the choice', () => {
    const bare: string[] = [];
    visit(jsonSchema(), []);
    assert.deepEqual(bare, []);

    function visit(schema: JsonSchema, path: readonly string[]): void {
      for (const [key, value] of Object.entries(schema.properties ?? {})) {
        if (typeof value['description'] !== 'string') bare.push([...path, key].join('.'));
        const shows = [
          value.enum,
          value.const,
          value.examples,
          value['default'],
          value.type === 'integer' || undefined,
        ];
        if (shows.every((one) => one === undefined) && key !== '$schema')
          bare.push(`${[...path, key].join('.')} has no example`);
        visit(value, [...path, key]);
      }
      for (const one of schema.anyOf ?? []) visit(one, path);
      if (schema.items !== undefined) visit(schema.items, [...path, '[]']);
      if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties, [...path, '*']);
    }
  });

  it('lists the frameworks, and marks descriptions that are Markdown', () => {
    const schema = JSON.parse(printJsonSchema(targets)) as JsonSchema;
    const [framework] = schemasAt(schema, ['targets', 0, 'framework']);
    assert.deepEqual(
      framework?.enum,
      targets.map(({ name }) => name),
    );
    const [overflow] = schemasAt(schema, ['middleware', 'api', 'capture', 'request', 'overflow']);
    assert.equal(overflow?.['markdownDescription'], overflow?.['description']);
  });

  it('is found by a path of the spec', () => {
    const [unit] = schemasAt(jsonSchema(), ['middleware', 'api', 'timing', 'unit']);
    assert.deepEqual(unit?.enum, ['s', 'ms']);
    assert.deepEqual(schemasAt(jsonSchema(), ['middleware', 'api', 'constructor']), []);
  });
});
