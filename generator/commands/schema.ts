import { exitCodes } from './outcome.js';
import { publishedSchema } from '../workspace/published-schema.js';
import type { Terminal } from './terminal.js';

/** `mwgen schema`: prints the JSON Schema of a spec, with or without `--json`. */
export function schemaCommand(terminal: Terminal): number {
  terminal.out(publishedSchema());
  return exitCodes.fine;
}
