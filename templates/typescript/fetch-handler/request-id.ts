/** The IDs of the requests in progress. */
const requestIds = new WeakMap<Request, string>();

/** The ID of a request; `undefined` on excluded routes. */
export function requestIdOf(request: Request): string | undefined {
  return requestIds.get(request);
}

export function identifyRequest(request: Request, id: string): void {
  requestIds.set(request, id);
}
