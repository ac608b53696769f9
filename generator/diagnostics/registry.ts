/**
 * Every message that mwgen can give, in one place. The code is stable and documented; the text may be improved.
 * Each message is reported by some fixture or command-line test, which a test checks against this list.
 */
import { error } from './message.js';
import { projectMessages } from './project-messages.js';
import { specMessages } from './spec-messages.js';

export const messages = {
  // ---- The spec ----
  ...specMessages,

  // ---- The spec and a target ----
  unsupported: error<{ framework: string; reason: string }>(
    ({ framework, reason }) => `${framework} cannot do this: ${reason}`,
  ),

  // ---- The project and the call: reported by workspace/ and commands/ ----
  ...projectMessages,
} as const;

export type MessageCode = keyof typeof messages;
export type MessageHoles<Code extends MessageCode> = Parameters<(typeof messages)[Code]['text']>[0];
