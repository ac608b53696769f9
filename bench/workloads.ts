export interface Workload {
  readonly path: string;
  readonly label: string;
  /** Requests a round. */
  readonly requests: number;
  readonly body?: string;
}

export const workloads: readonly Workload[] = [
  { path: '/json', label: '`/json`, 200 B', requests: 400 },
  {
    path: '/echo',
    label: '`/echo`, 10 KiB',
    requests: 150,
    body: JSON.stringify({
      items: Array.from({ length: 160 }, (_, id) => ({ id, name: `item ${String(id)}`, tags: ['a', 'b'], ok: true })),
    }),
  },
  { path: '/big', label: '`/big`, 1 MiB', requests: 10 },
  { path: '/stream', label: '`/stream`, 6 MiB', requests: 3 },
];
