/**
 * The single definition of the spec language: types, validation and the JSON Schema for editors are derived from it.
 */
import { z } from 'zod';
import { featureSchemas } from '../features/index.js';
import { featureNames } from '../plan/plan.js';

const target = z.strictObject({
  framework: z.string().meta({ description: 'The framework to generate for.', examples: ['express'] }),
  output: z.string().meta({
    description:
      'Folder for the generated files. It is relative to the folder of this file, or to `root`, and must be inside it.',
    examples: ['src/middleware'],
  }),
  language: z
    .string()
    .optional()
    .meta({
      description: 'The language of the generated files. Default: the one that the project uses.',
      examples: ['javascript'],
    }),
  importExtension: z.enum(['js', 'ts', 'none', '.js', '.ts']).optional().meta({
    description: "File extension in imports between generated files. Default: derived from the project's settings.",
  }),
});

const routeEntry = z.union([
  z.string(),
  z.strictObject({
    path: z.string().meta({ description: 'The pattern.', examples: ['/downloads/**'] }),
    methods: z
      .array(z.string())
      .min(1)
      .optional()
      .meta({ description: 'Methods in upper case. Default: all.', examples: [['GET', 'POST']] }),
    features: z
      .array(z.enum(featureNames))
      .min(1)
      .optional()
      .meta({ description: 'The features that the entry applies to. Default: all.', examples: [['capture']] }),
  }),
]);
const routeList = z.array(routeEntry.meta({ examples: ['/healthz', 'GET /static/**'] }));

const matching = z.strictObject({
  caseSensitive: z.boolean().default(false).meta({ description: 'Whether /a and /A are different paths.' }),
  trailingSlash: z
    .enum(['ignore', 'strict'])
    .default('ignore')
    .meta({ description: '`strict`: /a and /a/ are different paths. `ignore`: one slash at the end is ignored.' }),
});

const middleware = z.strictObject({
  description: z
    .string()
    .optional()
    .meta({ description: 'Becomes the doc comment of the generated function.', examples: ['Times every request.'] }),
  include: routeList.optional().meta({
    description:
      'Limits the middleware to these routes. Entries with `features` limit only those features; a feature that no entry names is not limited.',
    examples: [['/api/**']],
  }),
  exclude: routeList.optional().meta({
    description:
      'Routes to which the middleware, or the features that an entry names, does not apply. Applied after `include`.',
    examples: [['/healthz', '/static/**']],
  }),
  matching: matching
    .optional()
    .meta({ description: 'How patterns are compared with paths.', examples: [{ caseSensitive: true }] }),
  ...featureSchemas,
});

/** The keys that a middleware can have. */
export const middlewareKeys: readonly string[] = Object.keys(middleware.shape);

export const specSchema = z
  .strictObject({
    $schema: z.string().optional().meta({ description: 'The JSON Schema, for editors.' }),
    version: z.literal(1).meta({ description: 'The version of the spec language.', examples: [1] }),
    root: z
      .string()
      .optional()
      .meta({
        description:
          'The folder that outputs are relative to, relative to the folder of this file. Default: that folder itself.',
        examples: ['..'],
      }),
    targets: z.array(target).meta({
      minItems: 1,
      description: 'The targets to generate.',
      examples: [[{ framework: 'express', output: 'src/middleware' }]],
    }),
    middleware: z
      .record(z.string().meta({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 64 }), middleware)
      .meta({
        minProperties: 1,
        description: 'Middleware by name, outermost first.',
        examples: [{ observability: { timing: true } }],
      }),
  })
  .meta({ title: 'mwgen spec', description: 'Declares HTTP middleware that mwgen generates.' });

/** A spec with its defaults, except defaults that depend on other values. */
export type Spec = z.output<typeof specSchema>;
export type MiddlewareSpec = z.output<typeof middleware>;
export type TargetSpec = z.output<typeof target>;
export type RouteEntrySpec = z.output<typeof routeEntry>;
