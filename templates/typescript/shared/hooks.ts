/** Calls a hook and then `proceed`, after the hook's promise if it returns one. */
export function callBefore(hook: () => unknown, proceed: () => void, fail: (error: unknown) => void): void {
  let result: unknown;
  try {
    result = hook();
  } catch (error) {
    fail(error);
    return;
  }
  if (isAwaitable(result)) {
    result.then(() => {
      proceed();
    }, fail);
  } else {
    proceed();
  }
}

/** Calls `goOn`, after `held` if that is a promise, and returns what it returns. */
export function continueAfter(held: unknown, goOn: () => unknown): unknown {
  return isAwaitable(held) ? held.then(goOn) : goOn();
}

/** Runs an action and reports its errors, so that they cannot affect the request. */
export function attempt(action: () => unknown, report: (error: unknown) => void): void {
  try {
    const result = action();
    if (isAwaitable(result)) {
      result.then(undefined, report);
    }
  } catch (error) {
    report(error);
  }
}

/** Whether `await` waits for a value: a promise, or an object of another library such as a query, which runs only then. */
export function isAwaitable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function';
}
