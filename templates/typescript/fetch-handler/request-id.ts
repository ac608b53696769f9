/** The ids of the requests that are under way. */
const requestIds = new WeakMap<Request, string>();

/** The id of a request; `undefined` on routes that are left out. */
export function requestIdOf(request: Request): string | undefined {
  return requestIds.get(request);
}

export function identifyRequest(request: Request, id: string): void {
  requestIds.set(request, id);
}
