/** `timing`: headers with the time until the response headers are sent. */
import { z } from 'zod';
import { diagnostic } from '../diagnostics/diagnostic.js';
import { isToken } from '../plan/field-name.js';
import type { HeadStep } from '../plan/plan.js';
import { blockOf, type FeatureContext, type Lowering, type OwnedHeader } from './feature.js';
import { checkHeaderName } from './header-name.js';

const settings = z.strictObject({
  header: z
    .union([z.literal(false), z.string()])
    .default('X-Process-Time')
    .meta({
      description: 'Response header with the time to the response head; `false` for none.',
      examples: ['X-Process-Time'],
    }),
  unit: z.enum(['s', 'ms']).default('s').meta({ description: 'Unit of the header: seconds or milliseconds.' }),
  precision: z
    .int()
    .min(0)
    .max(9)
    .optional()
    .meta({ description: 'Decimals, always all of them printed. 6 for `s`, 3 for `ms` unless given.' }),
  serverTiming: z
    .union([z.literal(false), z.string()])
    .default(false)
    .meta({ description: 'A metric name: adds `name;dur=<ms>` to the Server-Timing header.', examples: ['app'] }),
});

export const timingSchema = z
  .union([z.boolean(), settings])
  .meta({ description: 'Times each request up to the response head.', examples: [true] });

export type TimingSettings = z.output<typeof settings>;

/** The settings with defaults; `undefined` if the feature is off. */
export function timingSettings(block: z.output<typeof timingSchema> | undefined): TimingSettings | undefined {
  return block === true ? settings.parse({}) : blockOf(block);
}

export function timingHeaders({ header, serverTiming }: TimingSettings): OwnedHeader[] {
  const owned: OwnedHeader[] = [];
  if (header !== false) owned.push({ name: header, owner: 'timing.header', feature: 'timing' });
  if (serverTiming !== false) owned.push({ name: 'Server-Timing', owner: 'timing.serverTiming', feature: 'timing' });
  return owned;
}

export function lowerTiming(timing: TimingSettings, context: FeatureContext): Lowering {
  const { header, unit, serverTiming } = timing;
  const precision = timing.precision ?? (unit === 's' ? 6 : 3);
  const head: HeadStep[] = [];
  if (header !== false) {
    checkHeaderName(header, 'response', { path: [...context.path, 'header'], part: 'value', report: context.report });
    head.push({ op: 'setHeader', feature: 'timing', name: header, value: [{ kind: 'duration', unit, precision }] });
  }
  if (serverTiming !== false) {
    if (!isToken(serverTiming)) {
      const help = 'Write one word such as `app`.';
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
    const help = 'Give it a `header` or a `serverTiming` metric, or write `timing: false`.';
    context.report(diagnostic('feature-empty', { feature: 'timing' }, { help }), context.path, 'key');
  }
  return { head };
}
