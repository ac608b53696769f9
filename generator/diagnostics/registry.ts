/**
 * The registry of all messages. Codes are stable and documented; texts may be improved. A test checks that each message
 * is reported by a fixture or a command-line test.
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
