/** The connection of an application to the tests: gates where handlers wait, and functions that report events. */
import type { AppSettings } from '../../harness/case.js';

export class Lab {
  readonly settings: AppSettings;
  readonly records: unknown[] = [];
  readonly observed: Record<string, unknown[]> = {};
  readonly reported: unknown[] = [];
  private readonly permits = new Map<string, number>();
  private readonly waiting: { readonly ready: () => boolean; readonly go: () => void }[] = [];

  constructor(settings: AppSettings) {
    this.settings = settings;
  }

  /** Reports what a handler, hook or callback has observed. */
  observe(event: string, data: unknown = true): void {
    (this.observed[event] ??= []).push(data);
    this.look();
  }

  /** Waits until the client opens the gate. */
  async gate(name: string): Promise<void> {
    this.observe(`at ${name}`);
    await this.until(() => (this.permits.get(name) ?? 0) > 0);
    this.permits.set(name, (this.permits.get(name) ?? 0) - 1);
  }

  go(name: string, times: number): void {
    this.permits.set(name, (this.permits.get(name) ?? 0) + times);
    this.look();
  }

  async seen(event: string, times: number): Promise<void> {
    await this.until(() => (this.observed[event]?.length ?? 0) >= times);
  }

  async recorded(count: number): Promise<void> {
    await this.until(() => this.records.length >= count);
  }

  /** The application's `onCapture`. */
  readonly onCapture = (record: unknown): void | Promise<void> => {
    this.records.push(structuredClone(record));
    this.look();
    const kind = this.settings.onCapture ?? 'keep';
    if (kind === 'throw') throw new Error('the sink threw');
    if (kind === 'reject') return Promise.reject(new Error('the sink rejected'));
    if (kind === 'hang') return new Promise(() => undefined);
    if (kind === 'gate') {
      return this.gate('sink').then(() => {
        setImmediate(() => {
          this.observe('sink passed');
        });
      });
    }
    return undefined;
  };

  /** The application's `onError`. */
  readonly onError = (error: unknown): void => {
    this.reported.push(
      error instanceof Error
        ? { name: error.name, message: error.message, code: (error as NodeJS.ErrnoException).code }
        : { value: String(error) },
    );
    this.look();
    if (this.settings.onError === 'throw') throw new Error('onError threw');
  };

  private until(ready: () => boolean): Promise<void> {
    if (ready()) return Promise.resolve();
    return new Promise((go) => {
      this.waiting.push({ ready, go });
    });
  }

  /** Resumes what is waiting and ready, one at a time, because one opening of a gate is for one handler. */
  private look(): void {
    const index = this.waiting.findIndex(({ ready }) => ready());
    if (index < 0) return;
    const [found] = this.waiting.splice(index, 1);
    found?.go();
    queueMicrotask(() => {
      this.look();
    });
  }
}
