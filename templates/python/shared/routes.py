"""Matches requests against the routes of the spec."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote

from ..facts import facts

Segment: TypeAlias = str | tuple[str, ...]
"""A segment of a pattern: decoded text, or a tuple.

`("*",)` matches any single segment, `("**",)` any number of segments. Other tuples hold the
text around wildcards: `("v", "")` is `v*`.
"""

ANY = ("*",)
REST = ("**",)


@dataclass(frozen=True)
class Route:
    """A route as in the spec."""

    path: tuple[Segment, ...]
    methods: frozenset[str] | None = None
    """`None`: every method."""


class RouteNode:
    """A node of the tree: its children and the routes that end here."""

    def __init__(self) -> None:
        self.texts: dict[Segment, RouteNode] = {}
        self.any: RouteNode | None = None
        """`*`"""
        self.globs: dict[int, dict[str, list[Glob]]] = {}
        """By the text before the first wildcard and its length."""
        self.rest: RouteNode | None = None
        """`**`"""
        self.routes: list[Route] = []

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
            glob = Glob(segment, RouteNode())
            globs = self.globs.setdefault(len(segment[0]), {})
            globs.setdefault(segment[0], []).append(glob)
            return glob.node
        return self.texts.setdefault(segment, RouteNode())

    def following(self, segment: str) -> Iterator["RouteNode"]:
        """Yield the children that match a segment of a request."""
        text = self.texts.get(segment)
        if text is not None:
            yield text
        if self.any is not None and segment:
            yield self.any
        if facts.routes_have_globs:
            for length, globs in self.globs.items():
                if length <= len(segment):
                    for glob in globs.get(segment[:length], ()):
                        if glob.matches(segment):
                            yield glob.node


class Glob:
    """A segment with wildcards, such as `v*` or `*.min.js`, split at the wildcards."""

    def __init__(self, pieces: tuple[str, ...], node: RouteNode) -> None:
        self.node = node
        self._first, *self._middle, self._last = pieces

    def matches(self, segment: str) -> bool:
        """Return whether a segment consists of the pieces in order, without overlap."""
        if not segment.startswith(self._first) or not segment.endswith(self._last):
            return False
        start = len(self._first)
        for piece in self._middle:
            found = segment.find(piece, start)
            if found < 0:
                return False
            start = found + len(piece)
        return start <= len(segment) - len(self._last)


class RouteTable:
    """Routes as a tree of path segments.

    Matching takes one look-up per segment, independent of the number of routes.
    """

    def __init__(
        self,
        *routes: Route,
        case_sensitive: bool = False,
        strict_trailing_slash: bool = False,
    ) -> None:
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
        rests: dict[RouteNode, None] = {}
        if facts.routes_have_rest and ends_in_rest(nodes, rests, method):
            return True
        for segment in segments:
            name = segment if self._case_sensitive else segment.lower()
            nodes = [child for node in nodes for child in node.following(name)]
            if facts.routes_have_rest and ends_in_rest(nodes, rests, method):
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
        node.routes.append(route)
    return root


def has_slash(route: Route) -> bool:
    """Return whether a segment of the route contains a slash (encoded in the URL)."""
    return any("/" in text for segment in route.path for text in segment)


def ends_route(node: RouteNode, method: str) -> bool:
    """Return whether a route for the method ends at a node."""
    if not facts.routes_have_methods:
        return bool(node.routes)
    return any(
        route.methods is None or method in route.methods for route in node.routes
    )


def ends_in_rest(
    nodes: list[RouteNode], rests: dict[RouteNode, None], method: str
) -> bool:
    """Add each `**` that has been reached, which also matches all further segments.

    Returns whether a route ends in one, so that no further segment matters.
    """
    for node in nodes:
        rest = node.rest
        while rest is not None and rest not in rests:
            if ends_route(rest, method):
                return True
            rests[rest] = None
            rest = rest.rest
    nodes.extend(rests)
    return False
