"""Matches requests against the routes of the spec."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar
from urllib.parse import unquote

from ..facts import facts

Segment: TypeAlias = str | tuple[str, ...]
"""A segment of a pattern: decoded text, or a tuple.

`("*",)` matches any single segment, `("**",)` any number of segments. Other tuples hold the
text around wildcards: `("v", "")` is `v*`.
"""

Key = TypeVar("Key")
Value = TypeVar("Value")

ANY = ("*",)
REST = ("**",)


@dataclass(frozen=True)
class Route:
    """A route as in the spec."""

    path: tuple[Segment, ...]
    """No `**` follows another one."""
    methods: frozenset[str] | None = None
    """`None`: every method."""


class RouteNode:
    """A node of the tree: its children, and which routes end here."""

    def __init__(self) -> None:
        """Create a node without children."""
        self.texts: dict[Segment, RouteNode] = {}
        self.any: RouteNode | None = None
        """`*`"""
        self.globs: dict[tuple[int, int], GlobGroup] = {}
        """By the lengths of the first and the last piece."""
        self.rest: RouteNode | None = None
        """`**`"""
        self.is_end = False
        """Whether a route for every method ends here."""
        self.methods: set[str] = set()
        """The methods of other routes that end here."""

    def child(self, segment: Segment) -> "RouteNode":
        """Return the child for a segment of a route; create it if necessary."""
        if facts.routes_have_rest and segment == REST:
            if self.rest is None:
                self.rest = RouteNode()
            return self.rest
        if facts.routes_have_any and segment == ANY:
            if self.any is None:
                self.any = RouteNode()
            return self.any
        if facts.routes_have_globs and isinstance(segment, tuple):
            first, last = segment[0], segment[-1]
            group = self.globs.setdefault((len(first), len(last)), {})
            return group.setdefault(first + last, {}).setdefault(segment, RouteNode())
        return self.texts.setdefault(segment, RouteNode())

    def following(self, segment: str) -> Iterator["RouteNode"]:
        """Yield the children that match a segment of a request."""
        text = self.texts.get(segment)
        if text is not None:
            yield text
        if self.any is not None and segment:
            yield self.any
        if facts.routes_have_globs:
            for (first, last), group in self.globs.items():
                end = len(segment) - last
                if first <= end:
                    globs = group.get(segment[:first] + segment[end:], {})
                    for pieces, node in globs.items():
                        if holds_inner_pieces(segment[first:end], pieces):
                            yield node


GlobGroup: TypeAlias = dict[str, dict[tuple[str, ...], RouteNode]]
"""Globs by their first and last piece, then by all pieces."""


def holds_inner_pieces(text: str, pieces: tuple[str, ...]) -> bool:
    """Return whether a text contains all pieces but the outer ones, in this order."""
    start = 0
    for piece in pieces[1:-1]:
        found = text.find(piece, start)
        if found < 0:
            return False
        start = found + len(piece)
    return True


class RouteTable:
    """Routes as a tree of path segments.

    The time to match a path depends on its length and hardly on the number of routes.
    """

    def __init__(
        self,
        *routes: Route,
        case_sensitive: bool = False,
        strict_trailing_slash: bool = False,
    ) -> None:
        """Build the tree."""
        self._root = route_tree(routes)
        if facts.routes_have_slashes:
            self._slashed = route_tree(route for route in routes if has_slash(route))
        self._case_sensitive = case_sensitive
        self._strict_trailing_slash = strict_trailing_slash

    def has(self, method: str, path: str, encoded: str | None) -> bool:
        """Return whether a route matches the request."""
        if facts.routes_have_slashes and encoded is not None:
            # The router splits at encoded slashes; routes with an encoded slash in a
            # segment do not.
            inner = map(unquote, self._split(encoded))
            if self._leads(self._slashed, method, inner):
                return True
        return self._leads(self._root, method, self._split(path))

    def _leads(self, root: RouteNode, method: str, segments: Iterable[str]) -> bool:
        """Return whether segments lead from the root to the end of a route."""
        nodes = [root]
        if facts.routes_have_rest:
            rests = Rests()
            if rests.add_after(nodes, method):
                return True
        for segment in segments:
            name = segment if self._case_sensitive else segment.lower()
            nodes = [child for node in nodes for child in node.following(name)]
            if facts.routes_have_rest and rests.add_after(nodes, method):
                return True
            if not nodes:
                return False
        return any(ends_route(node, method) for node in nodes)

    def _split(self, path: str) -> list[str]:
        segments = path.removeprefix("/").split("/")
        if segments[-1] == "" and not self._strict_trailing_slash:
            segments.pop()
        return segments


def route_tree(routes: Iterable[Route]) -> RouteNode:
    """Arrange routes as a tree and return its root."""
    root = RouteNode()
    for route in routes:
        node = root
        for segment in route.path:
            node = node.child(segment)
        if facts.routes_have_methods and route.methods is not None:
            node.methods |= route.methods
        else:
            node.is_end = True
    return root


def has_slash(route: Route) -> bool:
    """Return whether a segment of the route contains a slash (encoded in the URL)."""
    return any("/" in text for segment in route.path for text in segment)


def ends_route(node: RouteNode, method: str) -> bool:
    """Return whether a route for the method ends at a node."""
    if not facts.routes_have_methods:
        return node.is_end
    return node.is_end or method in node.methods


class Rests:
    """The `**` that the beginning of a path has reached.

    Each of them matches all further segments too.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._reached: dict[int, RouteNode] = {}
        """By identity."""
        if facts.routes_have_many_rests:
            # The same, with many of them joined, so that a segment is looked up in few places.
            self._joined = JoinedNodes()

    def add_after(self, nodes: list[RouteNode], method: str) -> bool:
        """Add each `**` that follows a node, and all that have been reached to the nodes.

        Returns whether a route ends in one of them, so that no further segment matters.
        """
        for node in nodes:
            rest = node.rest
            if rest is not None and id(rest) not in self._reached:
                if ends_route(rest, method):
                    return True
                self._reached[id(rest)] = rest
                if facts.routes_have_many_rests:
                    self._joined.add(rest)
        nodes.extend(
            self._joined.nodes()
            if facts.routes_have_many_rests
            else self._reached.values()
        )
        return False


class JoinedNodes:
    """Nodes of which each group of 16 is joined to one, and each group of 16 of those again."""

    GROUP = 16

    def __init__(self) -> None:
        """Begin without nodes."""
        self._levels: list[list[RouteNode]] = []

    def add(self, node: RouteNode) -> None:
        """Add a node."""
        for level in self._levels:
            level.append(node)
            if len(level) < self.GROUP:
                return
            node = join_all_nodes(level)
            level.clear()
        self._levels.append([node])

    def nodes(self) -> list[RouteNode]:
        """Return nodes that together lead to everything that the added ones lead to."""
        return [node for level in self._levels for node in level]


def join_all_nodes(nodes: list[RouteNode]) -> RouteNode:
    """Join nodes in pairs, so that each is copied a few times only."""
    if len(nodes) == 1:
        return nodes[0]
    middle = len(nodes) // 2
    return join_nodes(join_all_nodes(nodes[:middle]), join_all_nodes(nodes[middle:]))


def join_nodes(one: RouteNode, other: RouteNode) -> RouteNode:
    """Return a node that leads to everything that one of two nodes leads to.

    The two stay as they are.
    """
    node = RouteNode()
    node.texts = join_dicts(one.texts, other.texts, join_nodes)
    node.any = join_optional(one.any, other.any)
    node.globs = join_dicts(one.globs, other.globs, join_groups)
    node.rest = join_optional(one.rest, other.rest)
    node.is_end = one.is_end or other.is_end
    node.methods = one.methods | other.methods
    return node


def join_optional(one: RouteNode | None, other: RouteNode | None) -> RouteNode | None:
    """Join two nodes of which one may be missing."""
    if one is None or other is None:
        return one or other
    return join_nodes(one, other)


def join_groups(one: GlobGroup, other: GlobGroup) -> GlobGroup:
    """Join the globs of two nodes."""
    return join_dicts(one, other, join_siblings)


def join_siblings(
    one: dict[tuple[str, ...], RouteNode], other: dict[tuple[str, ...], RouteNode]
) -> dict[tuple[str, ...], RouteNode]:
    """Join globs that have the same first and last piece."""
    return join_dicts(one, other, join_nodes)


def join_dicts(
    one: dict[Key, Value],
    other: dict[Key, Value],
    join: Callable[[Value, Value], Value],
) -> dict[Key, Value]:
    """Return the entries of two dictionaries; join the values that have the same key."""
    joined = one | other
    for key in one.keys() & other.keys():
        joined[key] = join(one[key], other[key])
    return joined
