/** Calls a hook and then `proceed`, after the hook's promise if it returns one. */
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

/** Calls `goOn`, after `held` if that is a promise, and returns what it returns. */
export function continueAfter(held: unknown, goOn: () => unknown): unknown {
  return held instanceof Promise ? held.then(goOn) : goOn();
}

/** Runs an action and reports its errors, so that they cannot affect the request. */
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
