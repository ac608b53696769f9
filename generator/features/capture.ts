/** `capture`: one record per request, with the captured bodies. */
import { z } from 'zod';
import { diagnostic } from '../diagnostics/diagnostic.js';
import { textualContentTypes } from '../plan/content-types.js';
import { parseMediaRange } from '../plan/parse-media-range.js';
import { parseSize } from '../plan/parse-size.js';
import { mergeStatuses, parseStatus, type StatusRange } from '../plan/parse-statuses.js';
import type { BodyPlan, CapturePlan, Demand } from '../plan/plan.js';
import { blockOf, defineFeature, type FeatureContext, type Lowering, type Path } from './feature.js';
import { lowerRedact, redactSchema } from './redact.js';
import { checkRepeated, checkText } from './text.js';

const size = z.union([z.string(), z.number()]).meta({
  examples: ['64KiB', '1MB', 4096],
});
const kibibyte = 1024;
const gibibyte = 1024 ** 3;

const body = z.strictObject({
  maxBytes: size
    .default('64KiB')
    .meta({ description: 'Number of bytes kept of one body.', examples: ['64KiB', '1MB', 4096] }),
  overflow: z.enum(['truncate', 'drop', 'spill']).default('truncate').meta({
    description:
      'What to do with a body larger than maxBytes: `truncate` keeps the first bytes, `drop` keeps nothing, `spill` writes the whole body to a file.',
  }),
  contentTypes: z
    .array(z.string())
    .optional()
    .meta({
      description: 'Media types to capture. Default: textual types.',
      examples: [['application/json', 'text/*', 'application/*+json']],
    }),
});

const spill = z.strictObject({
  directory: z
    .string()
    .optional()
    .meta({
      description: 'Folder for the files. Default: a private folder in the system temporary folder.',
      examples: ['/var/log/bodies'],
    }),
  maxBytes: size
    .default('1GiB')
    .meta({ description: 'Number of bytes after which a file is truncated.', examples: ['1GiB'] }),
  totalBytes: size
    .default('10GiB')
    .meta({ description: 'Number of bytes that all files of a process may take up together.', examples: ['10GiB'] }),
});

const settings = z.strictObject({
  request: z
    .union([z.boolean(), body])
    .optional()
    .meta({
      description: 'Captures request bodies as the application reads them.',
      examples: [true, { maxBytes: '16KiB' }],
    }),
  response: z
    .union([z.boolean(), body])
    .optional()
    .meta({
      description: 'Captures response bodies as they are sent.',
      examples: [true, { maxBytes: '64KiB' }],
    }),
  spill: spill
    .optional()
    .meta({ description: 'Where `overflow: spill` writes bodies.', examples: [{ maxBytes: '1GiB' }] }),
  statuses: z
    .array(z.union([z.string(), z.number()]).meta({ examples: [404, '4xx'] }))
    .optional()
    .meta({ description: 'Status codes to record. Default: all.', examples: [['4xx', '5xx']] }),
  memoryLimit: size.default('64MiB').meta({
    description: 'Number of bytes that all captured bodies in the process may hold together.',
    examples: ['64MiB'],
  }),
  sample: z
    .number()
    .max(1)
    .default(1)
    .meta({
      description: 'Fraction of requests to record: greater than 0 and at most 1.',
      exclusiveMinimum: 0,
      examples: [0.1],
    }),
  decompress: z.boolean().default(true).meta({ description: 'Decodes gzip and deflate bodies for the record.' }),
  redact: redactSchema
    .optional()
    .meta({ description: 'Values to hide in records.', examples: [{ json: ['password'] }] }),
  sink: z.enum(['log', 'callback', 'opentelemetry']).default('log').meta({
    description:
      'Where records are sent: standard output (one line of JSON each), a function of the application, or the OpenTelemetry API.',
  }),
});

type CaptureSettings = z.output<typeof settings>;
type BodySettings = z.output<typeof body>;

export const capture = defineFeature({
  name: 'capture',
  schema: z.union([z.literal(false), settings]).meta({
    description: 'Records requests and responses with their bodies.',
    examples: [{ response: true }],
  }),
  settings: blockOf,
  lower: lowerCapture,
});

function lowerCapture(capture: CaptureSettings, context: FeatureContext): Lowering {
  const { path } = context;
  const bodies = (['request', 'response'] as const).flatMap((key) => {
    const block = capture[key] === true ? body.parse({}) : blockOf(capture[key]);
    return block === undefined ? [] : [{ key, plan: lowerBody(block, [...path, key], context) }];
  });
  if (bodies.length === 0 && !context.isIncomplete(path)) {
    const help = 'Write for example `capture: { request: true, response: { maxBytes: 64KiB } }`.';
    context.report(diagnostic('capture-no-body', {}, { help }), path, 'key');
  }
  const limit = readSize(capture.memoryLimit, [...path, 'memoryLimit'], context, {
    min: kibibyte,
    range: 'at least 1KiB',
  });
  const memoryLimit = limit ?? kibibyte;
  const fits =
    limit === undefined || bodies.every(({ plan }) => plan.overflow === 'drop' || plan.maxBytes <= memoryLimit);
  if (!fits) {
    const help = 'Increase `memoryLimit` or decrease `maxBytes`.';
    const large = bodies.find(({ plan }) => plan.maxBytes > memoryLimit);
    const place =
      capture.memoryLimit === '64MiB' && large ? [...path, large.key, 'maxBytes'] : [...path, 'memoryLimit'];
    context.report(diagnostic('memory-limit-small', {}, { help }), place);
  }
  if (!(capture.sample > 0)) {
    const help = 'To record nothing, remove `capture` or write `capture: false`.';
    const holes = { what: '`capture.sample`', range: 'above 0, at most 1', actual: String(capture.sample) };
    context.report(diagnostic('number-range', holes, { help }), [...path, 'sample']);
  }
  const statuses = lowerStatuses(capture.statuses, [...path, 'statuses'], context);
  const spilling = lowerSpill(capture, bodies, context);
  const plan: CapturePlan = {
    ...Object.fromEntries(bodies.map((one) => [one.key, one.plan])),
    ...(statuses === undefined ? {} : { statuses }),
    memoryLimit,
    sample: capture.sample,
    decompress: capture.decompress,
    redact: lowerRedact(capture.redact ?? redactSchema.parse({}), [...path, 'redact'], context),
    sink: capture.sink,
    ...(spilling === undefined ? {} : { spill: spilling }),
  };
  return { capture: plan, done: [{ op: 'emitRecord', feature: 'capture' }], demands: demandsOf(bodies, path) };
}

interface NamedBody {
  readonly key: 'request' | 'response';
  readonly plan: BodyPlan;
}

function lowerBody(block: BodySettings, path: Path, context: FeatureContext): BodyPlan {
  const maxBytes = readSize(block.maxBytes, [...path, 'maxBytes'], context, {
    min: 1,
    max: gibibyte,
    range: 'from 1 byte to 1GiB',
  });
  return {
    maxBytes: maxBytes ?? 1,
    overflow: block.overflow,
    contentTypes: lowerContentTypes(block.contentTypes, path, context),
  };
}

function lowerContentTypes(
  types: readonly string[] | undefined,
  path: Path,
  context: FeatureContext,
): readonly string[] {
  if (types === undefined) return textualContentTypes;
  const place = [...path, 'contentTypes'];
  if (types.length === 0 && !context.isIncomplete(place)) {
    const help = 'Remove it to capture all textual types, or write `*/*` for every type.';
    context.report(diagnostic('empty-list', { what: '`contentTypes`' }, { help }), place, 'key');
  }
  checkRepeated(types, place, (type) => type.toLowerCase(), context);
  const ranges = types.flatMap((type, index) => {
    const found = parseMediaRange(type);
    if ('value' in found) return [found.value];
    context.reportInside(found.problems, [...place, index]);
    return [];
  });
  return Array.from(new Set(ranges));
}

function lowerStatuses(
  statuses: CaptureSettings['statuses'],
  path: Path,
  context: FeatureContext,
): StatusRange[] | undefined {
  if (statuses === undefined) return undefined;
  if (statuses.length === 0 && !context.isIncomplete(path)) {
    const help = 'Remove it to record every status.';
    context.report(diagnostic('empty-list', { what: '`statuses`' }, { help }), path, 'key');
  }
  const ranges = statuses.flatMap((status, index) => {
    const found = parseStatus(String(status));
    if ('value' in found) return [found.value];
    context.reportInside(found.problems, [...path, index]);
    return [];
  });
  return mergeStatuses(ranges);
}

function lowerSpill(
  capture: CaptureSettings,
  bodies: readonly NamedBody[],
  context: FeatureContext,
): CapturePlan['spill'] {
  const path = [...context.path, 'spill'];
  const spilling = bodies.filter(({ plan }) => plan.overflow === 'spill');
  if (spilling.length === 0) {
    if (capture.spill !== undefined && !context.isIncomplete(context.path)) {
      const help = 'Write `overflow: spill` under `request` or `response`, or remove `spill`.';
      context.report(diagnostic('spill-unused', {}, { help }), path, 'key');
    }
    return undefined;
  }
  const written = capture.spill ?? spill.parse({});
  const [maxBytes = 0, totalBytes = 0] = (['maxBytes', 'totalBytes'] as const).map((key) => {
    const bytes = readSize(written[key], [...path, key], context, { min: 1, range: 'at least 1 byte' });
    if (bytes !== undefined && spilling.some(({ plan }) => plan.maxBytes > bytes))
      context.report(diagnostic('spill-small', { what: `\`spill.${key}\`` }), [...path, key]);
    return bytes ?? 1;
  });
  const { directory } = written;
  if (directory === undefined) return { maxBytes, totalBytes };
  if (directory === '') context.report(diagnostic('empty-text', { what: '`spill.directory`' }), [...path, 'directory']);
  checkText(directory, '`spill.directory`', [...path, 'directory'], context);
  return { directory, maxBytes, totalBytes };
}

interface SizeRange {
  readonly min: number;
  readonly max?: number;
  readonly range: string;
}

/** Returns `undefined` if the size is invalid, which has been reported then. */
function readSize(written: string | number, path: Path, context: FeatureContext, range: SizeRange): number | undefined {
  // Use the value, not the text in the file: a default is not in the file, and a number may be written as `1e3` or
  // `4_096`.
  const found = parseSize(String(written));
  if (!('value' in found)) {
    context.reportInside(found.problems, path);
    return undefined;
  }
  if (found.value < range.min || found.value > (range.max ?? Infinity)) {
    const what = `\`${String(path.at(-1))}\``;
    context.report(diagnostic('size-range', { what, range: range.range, text: String(written) }), path);
    return undefined;
  }
  return found.value;
}

function demandsOf(bodies: readonly NamedBody[], path: Path): Demand[] {
  return bodies.flatMap(({ key, plan }): Demand[] => [
    { capability: key === 'request' ? 'requestBody' : 'responseBody', path: [...path, key] },
    ...(plan.overflow === 'spill' ? [{ capability: 'spill', path: [...path, key, 'overflow'] } as const] : []),
  ]);
}
