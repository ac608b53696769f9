/** As `generator/cli.ts` does: V8 would optimize code for longer than a short command runs. Import it first. */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--wasm-tiering-budget=1000000000');
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=300000');
