import { facts } from '../facts.js';
import type { PathOptions } from '../shared/paths.js';
import { percentDecode } from '../shared/percent.js';

/**
 * A segment of a pattern: decoded text, or a list. `['*']` matches any single segment, `['**']` any number of segments.
 * Other lists hold the text around wildcards: `['v', '']` is `v*`.
 */
export type Segment = string | readonly string[];

/** A route, as in the spec. */
export interface Route {
  /** No `**` follows another one. */
  readonly path: readonly Segment[];
  /** Default: every method. */
  readonly methods?: readonly string[];
}

/** A node of the tree: its children, and which routes end here. */
interface RouteNode {
  readonly texts: Map<Segment, RouteNode>;
  /** `*` */
  any: RouteNode | undefined;
  readonly globs: Map<string, GlobGroup>;
  /** `**` */
  rest: RouteNode | undefined;
  /** Whether a route for every method ends here. */
  isEnd: boolean;
  /** The methods of other routes that end here. */
  readonly methods: Set<string>;
}

/** Globs whose first pieces have the same length, and whose last pieces do too. */
interface GlobGroup {
  readonly first: number;
  readonly last: number;
  /** By the first and last piece, then by all pieces. */
  readonly byEnds: Map<string, Map<string, Glob>>;
}

/** A segment with wildcards, such as `v*` or `*.min.js`, split into the text between them. */
interface Glob {
  readonly pieces: readonly string[];
  readonly node: RouteNode;
}

/** Routes as a tree of path segments. The time to match a path depends on its length and hardly on the number of routes. */
export class RouteTable {
  readonly #root = routeNode();
  readonly #options: PathOptions;

  constructor(routes: readonly Route[], options: PathOptions = {}) {
    this.#options = options;
    for (const route of routes) {
      let node = this.#root;
      for (const segment of route.path) {
        node = child(node, segment);
      }
      endRoute(node, route);
    }
  }

  /** Whether a route matches the request. */
  has(method: string, path: string): boolean {
    let nodes = [this.#root];
    const rests = new Rests();
    if (facts.routesHaveRest && rests.addAfter(nodes, method)) {
      return true;
    }
    for (const encoded of splitPath(path, this.#options)) {
      const segment =
        this.#options.caseSensitive === true ? percentDecode(encoded) : percentDecode(encoded).toLowerCase();
      nodes = nodes.flatMap((node) => following(node, segment));
      if (facts.routesHaveRest && rests.addAfter(nodes, method)) {
        return true;
      }
      if (nodes.length === 0) {
        return false;
      }
    }
    return nodes.some((node) => endsRoute(node, method));
  }
}

/** The `**` that the beginning of a path has reached. Each of them matches all further segments too. */
class Rests {
  readonly #reached = new Set<RouteNode>();
  /** The same, with many of them joined, so that a segment is looked up in few places. */
  readonly #joined = new JoinedNodes();

  /**
   * Adds each `**` that follows a node, and then all that have been reached to the nodes. Returns whether a route ends in
   * one of them, so that no further segment matters.
   */
  addAfter(nodes: RouteNode[], method: string): boolean {
    for (const { rest } of nodes) {
      if (rest !== undefined && !this.#reached.has(rest)) {
        if (endsRoute(rest, method)) {
          return true;
        }
        this.#reached.add(rest);
        if (facts.routesHaveManyRests) {
          this.#joined.add(rest);
        }
      }
    }
    nodes.push(...(facts.routesHaveManyRests ? this.#joined.nodes() : this.#reached));
    return false;
  }
}

/** Nodes of which each group of 16 is joined to one, and each group of 16 of those again. */
class JoinedNodes {
  readonly #levels: RouteNode[][] = [];

  add(added: RouteNode): void {
    let node = added;
    for (let level = 0; ; level += 1) {
      const nodes = [...(this.#levels[level] ?? []), node];
      if (nodes.length < 16) {
        this.#levels[level] = nodes;
        return;
      }
      this.#levels[level] = [];
      node = joinAllNodes(nodes);
    }
  }

  nodes(): RouteNode[] {
    return this.#levels.flat();
  }
}

/** Joins nodes in pairs, so that each is copied a few times only. */
function joinAllNodes(nodes: readonly RouteNode[]): RouteNode {
  const [node = routeNode()] = nodes;
  const middle = nodes.length >> 1;
  return middle === 0 ? node : joinNodes(joinAllNodes(nodes.slice(0, middle)), joinAllNodes(nodes.slice(middle)));
}

/** A node that leads to everything that one of two nodes leads to. The two stay as they are. */
function joinNodes(one: RouteNode, other: RouteNode): RouteNode {
  return {
    texts: joinMaps(one.texts, other.texts, joinNodes),
    any: joinOptional(one.any, other.any),
    globs: joinMaps(one.globs, other.globs, joinGroups),
    rest: joinOptional(one.rest, other.rest),
    isEnd: one.isEnd || other.isEnd,
    methods: new Set([...one.methods, ...other.methods]),
  };
}

function joinOptional(one: RouteNode | undefined, other: RouteNode | undefined): RouteNode | undefined {
  return one !== undefined && other !== undefined ? joinNodes(one, other) : (one ?? other);
}

function joinGroups({ first, last, byEnds }: GlobGroup, other: GlobGroup): GlobGroup {
  const joinSiblings = (a: Map<string, Glob>, b: Map<string, Glob>): Map<string, Glob> => joinMaps(a, b, joinGlobs);
  return { first, last, byEnds: joinMaps(byEnds, other.byEnds, joinSiblings) };
}

function joinGlobs({ pieces, node }: Glob, other: Glob): Glob {
  return { pieces, node: joinNodes(node, other.node) };
}

function joinMaps<Key, Value>(
  one: ReadonlyMap<Key, Value>,
  other: ReadonlyMap<Key, Value>,
  join: (a: Value, b: Value) => Value,
): Map<Key, Value> {
  const joined = new Map(one);
  for (const [key, value] of other) {
    const known = joined.get(key);
    joined.set(key, known === undefined ? value : join(known, value));
  }
  return joined;
}

function routeNode(): RouteNode {
  return { texts: new Map(), any: undefined, globs: new Map(), rest: undefined, isEnd: false, methods: new Set() };
}

/** The child of `node` for a segment of a route, which is created if necessary. */
function child(node: RouteNode, segment: Segment): RouteNode {
  if (facts.routesHaveRest && isWildcard(segment, '**')) {
    node.rest ??= routeNode();
    return node.rest;
  }
  if (facts.routesHaveAny && isWildcard(segment, '*')) {
    node.any ??= routeNode();
    return node.any;
  }
  if (facts.routesHaveGlobs && typeof segment !== 'string') {
    return globChild(node, segment);
  }
  const found = node.texts.get(segment) ?? routeNode();
  node.texts.set(segment, found);
  return found;
}

function globChild({ globs }: RouteNode, pieces: readonly string[]): RouteNode {
  const [head = '', tail = ''] = [pieces[0], pieces.at(-1)];
  const [first, last] = [head.length, tail.length];
  const lengths = `${String(first)} ${String(last)}`;
  const group = globs.get(lengths) ?? { first, last, byEnds: new Map<string, Map<string, Glob>>() };
  globs.set(lengths, group);
  const siblings = group.byEnds.get(head + tail) ?? new Map<string, Glob>();
  group.byEnds.set(head + tail, siblings);
  const key = JSON.stringify(pieces);
  const glob = siblings.get(key) ?? { pieces, node: routeNode() };
  siblings.set(key, glob);
  return glob.node;
}

function isWildcard(segment: Segment, wildcard: string): boolean {
  return typeof segment !== 'string' && segment.length === 1 && segment[0] === wildcard;
}

/** The children of `node` that match a segment of a request. */
function following(node: RouteNode, segment: string): RouteNode[] {
  const found: RouteNode[] = [];
  const text = node.texts.get(segment);
  if (text !== undefined) {
    found.push(text);
  }
  if (node.any !== undefined && segment !== '') {
    found.push(node.any);
  }
  if (facts.routesHaveGlobs) {
    for (const { first, last, byEnds } of node.globs.values()) {
      const end = segment.length - last;
      if (first <= end) {
        const ends = segment.slice(0, first) + segment.slice(end);
        const inner = segment.slice(first, end);
        for (const { pieces, node: next } of byEnds.get(ends)?.values() ?? []) {
          if (holdsInnerPieces(inner, pieces)) {
            found.push(next);
          }
        }
      }
    }
  }
  return found;
}

function endRoute(node: RouteNode, { methods }: Route): void {
  if (methods === undefined) {
    node.isEnd = true;
    return;
  }
  for (const method of methods) {
    node.methods.add(method);
  }
}

/** Whether a route for the method ends at a node. */
function endsRoute({ isEnd, methods }: RouteNode, method: string): boolean {
  return facts.routesHaveMethods ? isEnd || methods.has(method) : isEnd;
}

/** Whether a text contains all pieces but the first and the last in this order, without overlap. */
function holdsInnerPieces(text: string, pieces: readonly string[]): boolean {
  let from = 0;
  for (let index = 1; index < pieces.length - 1; index += 1) {
    const piece = pieces[index] ?? '';
    const found = text.indexOf(piece, from);
    if (found < 0) {
      return false;
    }
    from = found + piece.length;
  }
  return true;
}

/** Splits a path into segments, which are still percent-encoded. */
function splitPath(path: string, options: PathOptions): string[] {
  const segments = path.startsWith('/') ? path.slice(1).split('/') : [path];
  if (segments.at(-1) === '' && options.strictTrailingSlash !== true) {
    // Ignore a trailing slash.
    segments.pop();
  }
  return segments;
}
