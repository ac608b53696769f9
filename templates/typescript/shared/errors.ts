/** How long standard error stays quiet after a message, in milliseconds: a failing sink must not flood it. */
const quietFor = 10_000;

/** Makes the one door for what must not reach the request: to `onError`, or now and then to standard error. Never throws. */
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
