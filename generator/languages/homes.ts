/**
 * Decides which modules of an output become files: a helper that one module uses stands in that module, as long as the
 * result is easy to read.
 */

/** A module before it has a place. */
export interface Part {
  readonly name: string;
  /**
   * `host`: other modules can stand in it. `helper`: it can also stand in another module itself. `fixed`: neither.
   * `index`: fixed, and it can import from any host what stands there.
   */
  readonly kind: 'host' | 'helper' | 'fixed' | 'index';
  /** Lines of text. */
  readonly lines: number;
  /** The modules that it uses. */
  readonly uses: ReadonlySet<string>;
  /** What each name means that it declares or refers to. */
  readonly meanings: ReadonlyMap<string, string>;
}

/** Files that are longer are not made longer. */
const mostLines = 200;

/** The module in which each module stands, by name. */
export function homesOf(parts: readonly Part[]): Map<string, string> {
  let groups: readonly Part[] = parts;
  const homes = new Map(parts.map(({ name }) => [name, name]));
  for (let move = nextMove(groups); move !== undefined; move = nextMove(groups)) {
    const { helper, host } = move;
    const isIn = ({ name }: Part): boolean => name === helper.name || name === host.name;
    const joined = join(helper, host);
    groups = groups.map((one) => (one === host ? joined : one)).filter((one) => one !== helper);
    groups = groups.map((one) => (isIn(one) ? one : { ...one, uses: renamed(one.uses, helper.name, host.name) }));
    for (const [name, home] of homes) if (home === helper.name) homes.set(name, host.name);
  }
  return homes;
}

interface Move {
  readonly helper: Part;
  readonly host: Part;
}

/** The next helper that can stand in another module: the shortest first. */
function nextMove(groups: readonly Part[]): Move | undefined {
  const helpers = groups.filter(({ kind }) => kind === 'helper');
  for (const helper of helpers.sort((a, b) => a.lines - b.lines || (a.name < b.name ? -1 : 1))) {
    const users = groups.filter(({ uses }) => uses.has(helper.name));
    const [host, ...others] = users.filter(({ kind }) => kind !== 'index');
    if (host === undefined || others.length > 0 || host.kind === 'fixed') continue;
    const index = users.find(({ kind }) => kind === 'index');
    // The index module imports from the middleware anyway.
    if (index !== undefined && host.kind !== 'host') continue;
    if (helper.lines + host.lines <= mostLines && areConsistent(helper, host)) return { helper, host };
  }
  return undefined;
}

/** Whether every name means the same in both modules. */
function areConsistent({ meanings }: Part, host: Part): boolean {
  return Array.from(meanings).every(([name, meaning]) => (host.meanings.get(name) ?? meaning) === meaning);
}

function join(helper: Part, host: Part): Part {
  const uses = new Set([...helper.uses, ...host.uses]);
  uses.delete(helper.name);
  const meanings = new Map([...host.meanings, ...helper.meanings]);
  return { ...host, lines: host.lines + helper.lines, uses, meanings };
}

function renamed(names: ReadonlySet<string>, from: string, to: string): ReadonlySet<string> {
  return names.has(from) ? new Set([...names].map((name) => (name === from ? to : name))) : names;
}
