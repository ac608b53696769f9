/** Minimum time between two messages on standard error, in milliseconds, so that a failing sink does not flood it. */
const quietFor = 10_000;

/** Creates a function that reports errors to `onError`, or to standard error at a limited rate. It never throws. */
export function errorReporter(name: string, onError: ((error: unknown) => void) | undefined): (error: unknown) => void {
  let quietUntil = 0;
  let unreported = 0;
  const print = (error: unknown): void => {
    if (performance.now() < quietUntil) {
      unreported += 1;
      return;
    }
    quietUntil = performance.now() + quietFor;
    const more = unreported === 0 ? '' : ` (and ${String(unreported)} more since the last report)`;
    unreported = 0;
    console.error(`${name}${more}:`, error);
  };
  if (onError === undefined) {
    return print;
  }
  return (error) => {
    try {
      onError(error);
    } catch (failure) {
      print(failure);
    }
  };
}
