/** `hooks`: functions of the application that the middleware calls. */
import { z } from 'zod';
import { defineFeature, type Lowering } from './feature.js';

const settings = z.strictObject({
  before: z.boolean().default(false).meta({ description: 'Called when a request comes in.' }),
  after: z.boolean().default(false).meta({
    description: 'Called when the response headers are about to be sent. It can change the status and headers.',
  }),
  done: z
    .boolean()
    .default(false)
    .meta({ description: 'Called when the response has been sent or the client has disconnected.' }),
});

type HooksSettings = z.output<typeof settings>;

export const hooks = defineFeature({
  name: 'hooks',
  schema: z.union([z.literal(false), settings]).meta({
    description: 'Calls functions of the application, in a file that is written once.',
    examples: [{ before: true }],
  }),
  settings: hooksSettings,
  lower: lowerHooks,
});

/** The settings; `undefined` if the feature or every single hook is off. */
function hooksSettings(block: HooksSettings | false | undefined): HooksSettings | undefined {
  if (block === undefined || block === false) return undefined;
  return block.before || block.after || block.done ? block : undefined;
}

function lowerHooks({ before, after, done }: HooksSettings): Lowering {
  return {
    request: before ? [{ op: 'callHook', feature: 'hooks', hook: 'before' }] : [],
    head: after ? [{ op: 'callHook', feature: 'hooks', hook: 'after' }] : [],
    done: done ? [{ op: 'callHook', feature: 'hooks', hook: 'done' }] : [],
  };
}
