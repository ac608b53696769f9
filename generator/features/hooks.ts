/** `hooks`: functions of the application that the middleware calls. */
import { z } from 'zod';
import type { Lowering } from './feature.js';

const settings = z.strictObject({
  before: z.boolean().default(false).meta({ description: 'Called when the request came in.' }),
  after: z.boolean().default(false).meta({
    description: 'Called when the response head is about to be committed: status and headers can be changed.',
  }),
  done: z.boolean().default(false).meta({ description: 'Called when all is sent, or the client is gone.' }),
});

export const hooksSchema = z.union([z.literal(false), settings]).meta({
  description: "Calls the application's own functions, which stand in a file that is written once.",
  examples: [{ before: true }],
});

export type HooksSettings = z.output<typeof settings>;

/** The settings; `undefined` if the feature or every single hook is off. */
export function hooksSettings(block: z.output<typeof hooksSchema> | undefined): HooksSettings | undefined {
  if (block === undefined || block === false) return undefined;
  return block.before || block.after || block.done ? block : undefined;
}

export function lowerHooks({ before, after, done }: HooksSettings): Lowering {
  return {
    request: before ? [{ op: 'callHook', feature: 'hooks', hook: 'before' }] : [],
    head: after ? [{ op: 'callHook', feature: 'hooks', hook: 'after' }] : [],
    done: done ? [{ op: 'callHook', feature: 'hooks', hook: 'done' }] : [],
  };
}
