/** Plays cases on one target with code that has been changed on purpose, to see whether they notice. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './case.js';
import { aliasPackage, keyOf, writeOutput, type Generated, type Output } from './generate.js';
import { faultsOf, type Played } from './run-case.js';
import { ServerProcess } from './server-process.js';
import type { Target } from './targets.js';

/** A case with the code that it is played with; `undefined` for a case without middleware. */
export type Entry = readonly [Case, Output | undefined];

/** What failed if no case did, but the server process. */
const processItself = 'the server process itself';

export class Trial {
  readonly #target: Target;
  readonly #work: string;
  readonly #servers = new Map<'shared' | 'serial', Promise<ServerProcess>>();

  readonly #bare = new Map<Case, Played>();

  private constructor(target: Target, work: string) {
    this.#target = target;
    this.#work = work;
  }

  static async prepare(target: Target, work: string): Promise<Trial> {
    await aliasPackage(join(work, target.name), target);
    return new Trial(target, work);
  }

  /** Returns the names of the cases that fail, in their order. */
  async failing(entries: readonly Entry[], { stopsAtFirst = false } = {}): Promise<string[]> {
    const failed = new Set<string>();
    for (const [lane, width] of [
      ['shared', 6],
      ['serial', 1],
      ['own', 1],
    ] as const) {
      const waiting = entries.filter(([one]) => (one.lane ?? 'shared') === lane);
      const work = async (): Promise<void> => {
        while (waiting.length > 0 && !(stopsAtFirst && failed.size > 0)) {
          const [entry] = waiting.splice(0, 1);
          if (entry !== undefined && (await this.#fails(entry, lane))) failed.add(entry[0].name);
        }
      };
      await Promise.all(Array.from({ length: width }, work));
    }
    const servers = await Promise.all(this.#servers.values());
    const crashes = servers.flatMap((server) => server.crashes);
    if (failed.size === 0 && crashes.some(({ key }) => key === undefined)) failed.add(processItself);
    // What has failed once may leave something behind.
    if (failed.size > 0) await this.end();
    const names = entries.map(([{ name }]) => name);
    return [...names, processItself].filter((name) => failed.has(name));
  }

  /** Stops the servers. Returns what is wrong with the way they end, if there is anything. */
  async end(): Promise<string | undefined> {
    const servers = await Promise.all(this.#servers.values());
    this.#servers.clear();
    const codes = await Promise.all(servers.map((server) => server.stop()));
    const isClean = codes.every((code) => code === 0) && servers.every(({ crashes }) => crashes.length === 0);
    return isClean ? undefined : processItself;
  }

  async #fails([one, output]: Entry, lane: 'shared' | 'serial' | 'own'): Promise<boolean> {
    const generated = output === undefined || 'problem' in output ? output : { folder: await this.#write(output) };
    const key = keyOf(this.#target, one);
    if (lane !== 'own') {
      return this.#hasFaults(one, key, await this.#server(lane), generated);
    }
    const server = await ServerProcess.start(this.#target, one.environment);
    const hasFaults = await this.#hasFaults(one, key, server, generated);
    return (await server.stop()) !== 0 || hasFaults || server.crashes.length > 0;
  }

  async #hasFaults(one: Case, key: string, server: ServerProcess, generated: Generated | undefined): Promise<boolean> {
    try {
      return (await faultsOf(one, key, this.#target, server, generated, this.#bare)).length > 0;
    } catch {
      return true;
    }
  }

  #server(lane: 'shared' | 'serial'): Promise<ServerProcess> {
    const server = this.#servers.get(lane) ?? ServerProcess.start(this.#target);
    this.#servers.set(lane, server);
    return server;
  }

  /** Modules are loaded once by their path, so changed code has a folder of its own. */
  async #write({ files }: Exclude<Output, { readonly problem: string }>): Promise<string> {
    const name = createHash('sha256')
      .update(JSON.stringify(Array.from(files)))
      .digest('hex')
      .slice(0, 12);
    const folder = join(this.#work, this.#target.name, name);
    if (!existsSync(folder)) await writeOutput(folder, files);
    return join(folder, 'middleware');
  }
}
