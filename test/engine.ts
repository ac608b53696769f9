/** Sets up V8 as `generator/cli.ts` does. Import it first. */
import { setFlagsFromString } from 'node:v8';
import { engineFlags } from '../generator/commands/engine.js';

for (const flag of engineFlags) setFlagsFromString(flag);
