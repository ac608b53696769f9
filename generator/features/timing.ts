/** `timing`: headers with the time until the response headers are sent. */
import { z } from 'zod';
import { diagnostic } from '../diagnostics/diagnostic.js';
import { isToken } from '../plan/field-name.js';
import type { HeadStep } from '../plan/plan.js';
import { blockOf, defineFeature, type FeatureContext, type Lowering, type OwnedHeader } from './feature.js';
import { checkHeaderName } from './header-name.js';

const settings = z.strictObject({
  header: z
    .union([z.literal(false), z.string()])
    .default('X-Process-Time')
    .meta({
      description: 'Name of the response header, or `false` for none.',
      examples: ['X-Process-Time'],
    }),
  unit: z.enum(['s', 'ms']).default('s').meta({ description: 'Unit of the header: seconds or milliseconds.' }),
  precision: z
    .int()
    .min(0)
    .max(9)
    .optional()
    .meta({ description: 'Number of decimals; trailing zeros are kept. Default: 6 for `s`, 3 for `ms`.' }),
  serverTiming: z
    .union([z.literal(false), z.string()])
    .default(false)
    .meta({ description: 'Name of a metric: appends `name;dur=<ms>` to the Server-Timing header.', examples: ['app'] }),
});

type TimingSettings = z.output<typeof settings>;

export const timing = defineFeature({
  name: 'timing',
  schema: z
    .union([z.boolean(), settings])
    .meta({ description: 'Adds a response header with the processing time of the request.', examples: [true] }),
  settings: (block) => (block === true ? settings.parse({}) : blockOf(block)),
  ownedHeaders: timingHeaders,
  lower: lowerTiming,
});

function timingHeaders({ header, serverTiming }: TimingSettings): OwnedHeader[] {
  const owned: OwnedHeader[] = [];
  if (header !== false) owned.push({ name: header, owner: 'timing.header', feature: 'timing' });
  if (serverTiming !== false) owned.push({ name: 'Server-Timing', owner: 'timing.serverTiming', feature: 'timing' });
  return owned;
}

function lowerTiming(timing: TimingSettings, context: FeatureContext): Lowering {
  const { header, unit, serverTiming } = timing;
  const precision = timing.precision ?? (unit === 's' ? 6 : 3);
  const head: HeadStep[] = [];
  if (header !== false) {
    checkHeaderName(header, 'response', { path: [...context.path, 'header'], part: 'value', report: context.report });
    head.push({ op: 'setHeader', feature: 'timing', name: header, value: [{ kind: 'duration', unit, precision }] });
  }
  if (serverTiming !== false) {
    if (!isToken(serverTiming)) {
      const help = 'Write a single word such as `app`.';
      context.report(diagnostic('metric-name', { name: serverTiming }, { help }), [...context.path, 'serverTiming']);
    }
    // `Server-Timing` is always in milliseconds, so `precision` applies only if it was meant for milliseconds.
    const decimals = unit === 'ms' ? precision : 3;
    head.push({
      op: 'mergeList',
      feature: 'timing',
      name: 'Server-Timing',
      members: [
        [
          { kind: 'text', text: `${serverTiming};dur=` },
          { kind: 'duration', unit: 'ms', precision: decimals },
        ],
      ],
    });
  }
  if (head.length === 0 && !context.isIncomplete(context.path)) {
    const help = 'Set `header` or `serverTiming`, or write `timing: false`.';
    context.report(diagnostic('feature-empty', { feature: 'timing' }, { help }), context.path, 'key');
  }
  return { head };
}
