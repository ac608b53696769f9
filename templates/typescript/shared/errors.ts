/** Creates a function that reports errors to `onError`, or to standard error at a limited rate. It never throws. */
export function errorReporter(
  name: string,
  onError: ((error: unknown) => unknown) | undefined,
): (error: unknown) => void {
  let quietUntil = 0;
  let unreported = 0;
  const print = (error: unknown): void => {
    if (performance.now() < quietUntil) {
      unreported += 1;
      return;
    }
    // A failing sink must not flood standard error.
    quietUntil = performance.now() + 10_000;
    const more = unreported === 0 ? '' : ` (and ${String(unreported)} more since the last report)`;
    unreported = 0;
    console.error(`${name}${more}:`, error);
  };
  return (error) => {
    // A promise also takes what an asynchronous function throws.
    new Promise((resolve) => {
      resolve((onError ?? print)(error));
    }).catch(print);
  };
}
