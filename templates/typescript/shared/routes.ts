import { facts } from '../facts.js';
import { percentDecode } from '../shared/percent.js';

/**
 * A segment of a pattern: decoded text, or a list. `['*']` matches any single segment, `['**']` any number of segments.
 * Other lists hold the text around wildcards: `['v', '']` is `v*`.
 */
export type Segment = string | readonly string[];

/** A route, as in the spec. */
export interface Route {
  readonly path: readonly Segment[];
  /** Default: every method. */
  readonly methods?: readonly string[];
}

export interface RouteOptions {
  readonly caseSensitive?: boolean;
  /** Whether `/a` and `/a/` are different. */
  readonly strictTrailingSlash?: boolean;
}

/** A node of the tree: its children and the routes that end here. */
interface RouteNode {
  readonly texts: Map<Segment, RouteNode>;
  /** `*` */
  any?: RouteNode;
  readonly globs: Map<string, Glob[]>;
  /** `**` */
  rest?: RouteNode;
  /** Whether the node is a `**`, which also matches all further segments. */
  readonly stays: boolean;
  readonly routes: Route[];
}

/** A segment with wildcards, such as `v*` or `*.min.js`, split into the text between them. */
interface Glob {
  readonly pieces: readonly string[];
  readonly node: RouteNode;
}

/** Routes as a tree of path segments. Matching takes one look-up per segment, independent of the number of routes. */
export class RouteTable {
  readonly #root = routeNode();
  readonly #options: RouteOptions;

  constructor(routes: readonly Route[], options: RouteOptions = {}) {
    this.#options = options;
    for (const route of routes) {
      let node = this.#root;
      for (const segment of route.path) {
        node = child(node, segment);
      }
      node.routes.push(route);
    }
  }

  /** Whether a route matches the request. */
  has(method: string, path: string): boolean {
    return facts.routesHaveMethods
      ? this.#find(path).some((route) => route.methods?.includes(method) ?? true)
      : this.#find(path).length > 0;
  }

  #find(path: string): Route[] {
    let nodes = reach([this.#root]);
    for (const encoded of splitPath(path, this.#options)) {
      if (nodes.size === 0) {
        break;
      }
      const segment =
        this.#options.caseSensitive === true ? percentDecode(encoded) : percentDecode(encoded).toLowerCase();
      const next: RouteNode[] = [];
      for (const node of nodes) {
        const text = node.texts.get(segment);
        if (text !== undefined) {
          next.push(text);
        }
        if (node.any !== undefined && segment !== '') {
          next.push(node.any);
        }
        if (facts.routesHaveGlobs) {
          for (const [head, globs] of node.globs) {
            if (segment.startsWith(head)) {
              next.push(...globs.filter((glob) => matchesGlob(segment, glob.pieces)).map((glob) => glob.node));
            }
          }
        }
        if (facts.routesHaveRest && node.stays) {
          next.push(node);
        }
      }
      nodes = reach(next);
    }
    return [...nodes].flatMap((node) => node.routes);
  }
}

function routeNode(stays = false): RouteNode {
  return { texts: new Map(), globs: new Map(), stays, routes: [] };
}

/** The child of `node` for a segment of a route, which is created if necessary. */
function child(node: RouteNode, segment: Segment): RouteNode {
  if (facts.routesHaveRest && isWildcard(segment, '**')) {
    node.rest ??= routeNode(true);
    return node.rest;
  }
  if (facts.routesHaveAny && isWildcard(segment, '*')) {
    node.any ??= routeNode();
    return node.any;
  }
  if (facts.routesHaveGlobs && typeof segment !== 'string') {
    const [head = ''] = segment;
    const glob = { pieces: segment, node: routeNode() };
    const siblings = node.globs.get(head);
    if (siblings === undefined) {
      node.globs.set(head, [glob]);
    } else {
      siblings.push(glob);
    }
    return glob.node;
  }
  const found = node.texts.get(segment) ?? routeNode();
  node.texts.set(segment, found);
  return found;
}

function isWildcard(segment: Segment, wildcard: string): boolean {
  return typeof segment !== 'string' && segment.length === 1 && segment[0] === wildcard;
}

/** The set of nodes together with those reachable by `**`. */
function reach(nodes: readonly RouteNode[]): Set<RouteNode> {
  const reached = new Set(nodes);
  if (facts.routesHaveRest) {
    // `**` can match zero segments.
    for (const { rest } of reached) {
      if (rest !== undefined) {
        reached.add(rest);
      }
    }
  }
  return reached;
}

/** Whether a segment consists of the pieces in order, starting with the first and ending with the last. */
function matchesGlob(segment: string, pieces: readonly string[]): boolean {
  const last = pieces.at(-1) ?? '';
  const end = segment.length - last.length;
  let from = 0;
  for (const piece of pieces.slice(0, -1)) {
    const found =
      from === 0 && piece === pieces[0] ? (segment.startsWith(piece) ? 0 : -1) : segment.indexOf(piece, from);
    if (found < 0) {
      return false;
    }
    from = found + piece.length;
  }
  return from <= end && segment.endsWith(last);
}

/** Splits a path into segments, which are still percent-encoded. */
function splitPath(path: string, options: RouteOptions): string[] {
  const segments = path.startsWith('/') ? path.slice(1).split('/') : [path];
  if (segments.at(-1) === '' && options.strictTrailingSlash !== true) {
    // Ignore a trailing slash.
    segments.pop();
  }
  return segments;
}
