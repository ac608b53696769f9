/** Which functions of the generated code take CPU time, sampled by V8. */
import { Session, type Profiler } from 'node:inspector/promises';
import { pathToFileURL } from 'node:url';

/** How much of the process's work each `function (module)` has done; 1 is all of it. */
export type Shares = Readonly<Record<string, number>>;

const intervalMicroseconds = 100;

/**
 * The methods of Node that the generated code wraps. They do the application's own work, and cost as much without the
 * middleware.
 */
const wrapped = new Set(['writeHead', 'write', 'end', 'emit']);

/** Samples until the returned function is called. It tells the shares of the code in a folder. */
export async function startSampling(folder: string): Promise<() => Promise<Shares>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: intervalMicroseconds });
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    return sharesIn(profile, pathToFileURL(folder).href);
  };
}

function sharesIn({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, folder: string): Shares {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(
    nodes.flatMap((parent) => (parent.children ?? []).map((id) => [id, byId.get(parent.id)] as const)),
  );
  const times = new Map<string, number>();
  let all = 0;
  for (const [index, id] of samples.entries()) {
    const node = byId.get(id);
    if (node?.callFrame.functionName === '(idle)') continue;
    const time = timeDeltas[index] ?? 0;
    all += time;
    const owner = ownerOf(node, parents, folder);
    if (owner !== undefined) times.set(owner, (times.get(owner) ?? 0) + time);
  }
  return Object.fromEntries(Array.from(times, ([owner, time]) => [owner, time / all]));
}

/** The generated function that was running, or that had called what was running in Node; `undefined` for other code. */
function ownerOf(
  leaf: Profiler.ProfileNode | undefined,
  parents: ReadonlyMap<number, Profiler.ProfileNode | undefined>,
  folder: string,
): string | undefined {
  for (let node = leaf; node !== undefined; node = parents.get(node.id)) {
    const { url, functionName } = node.callFrame;
    if (url.startsWith(folder)) {
      const module = url.slice(url.lastIndexOf('/') + 1);
      return `${functionName === '' ? 'a callback' : functionName} (${module})`;
    }
    if (!/^(?:node:|$)/.test(url) || wrapped.has(functionName)) return undefined;
  }
  return undefined;
}
