/** Calls a hook that may be asynchronous, and goes on when it is through; at once where it is not. */
export function callBefore(hook: () => unknown, proceed: () => void, fail: (error: unknown) => void): void {
  let result: unknown;
  try {
    result = hook();
  } catch (error) {
    fail(error);
    return;
  }
  if (result instanceof Promise) {
    result.then(() => {
      proceed();
    }, fail);
  } else {
    proceed();
  }
}

/** Runs what must not reach the request; what it throws, or rejects with, is reported. */
export function attempt(action: () => unknown, report: (error: unknown) => void): void {
  try {
    const result = action();
    if (result instanceof Promise) {
      result.catch(report);
    }
  } catch (error) {
    report(error);
  }
}
