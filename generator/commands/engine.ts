/**
 * Settings of V8 for a process that ends after about a second: optimizing code in the background takes longer than such a
 * process gains by it. Only code that runs for longer, as under `--watch`, is optimized.
 */
export const engineFlags: readonly string[] = [
  '--wasm-tiering-budget=1000000000',
  // V8 of Node 20 optimizes far earlier than later versions, which have no such setting.
  ...(process.versions.v8.startsWith('11.') ? ['--interrupt-budget=300000'] : []),
];
