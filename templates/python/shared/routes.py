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

    def __init__(self, *, stays: bool = False) -> None:
        self.texts: dict[Segment, RouteNode] = {}
        self.any: RouteNode | None = None
        """`*`"""
        self.globs: dict[str, list[Glob]] = {}
        """By the text before the first wildcard."""
        self.rest: RouteNode | None = None
        """`**`"""
        self.stays = stays
        """Whether the node is a `**`, which also matches all further segments."""
        self.routes: list[Route] = []

    def child(self, segment: Segment) -> "RouteNode":
        """Return the child for a segment of a route; create it if necessary."""
        if facts.routes_have_rest and segment == REST:
            if self.rest is None:
                self.rest = RouteNode(stays=True)
            return self.rest
        if facts.routes_have_any and segment == ANY:
            if self.any is None:
                self.any = RouteNode()
            return self.any
        if facts.routes_have_globs and isinstance(segment, tuple):
            glob = Glob(segment, RouteNode())
            self.globs.setdefault(segment[0], []).append(glob)
            return glob.node
        return self.texts.setdefault(segment, RouteNode())

    def following(self, segment: str) -> Iterator["RouteNode"]:
        """Yield the nodes that match a segment of a request."""
        text = self.texts.get(segment)
        if text is not None:
            yield text
        if self.any is not None and segment:
            yield self.any
        if facts.routes_have_globs:
            for head, globs in self.globs.items():
                if segment.startswith(head):
                    yield from (glob.node for glob in globs if glob.matches(segment))
        if self.stays:
            yield self


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
        self._root = RouteNode()
        self._case_sensitive = case_sensitive
        self._strict_trailing_slash = strict_trailing_slash
        for route in routes:
            node = self._root
            for segment in route.path:
                node = node.child(segment)
            node.routes.append(route)

    def has(self, method: str, path: str, encoded: str | None) -> bool:
        """Return whether a route matches the request."""
        routes = self._found(self._split(path))
        if facts.routes_have_slashes and encoded is not None:
            # The router splits at encoded slashes; routes with an encoded slash in a
            # segment do not.
            inner = self._found([unquote(segment) for segment in self._split(encoded)])
            routes += [route for route in inner if has_slash(route)]
        if not facts.routes_have_methods:
            return bool(routes)
        return any(route.methods is None or method in route.methods for route in routes)

    def _found(self, segments: list[str]) -> list[Route]:
        nodes = reach([self._root])
        for segment in segments:
            if not nodes:
                break
            name = segment if self._case_sensitive else segment.lower()
            nodes = reach(
                next_node for node in nodes for next_node in node.following(name)
            )
        return [route for node in nodes for route in node.routes]

    def _split(self, path: str) -> list[str]:
        segments = path.removeprefix("/").split("/")
        if segments[-1] == "" and not self._strict_trailing_slash:
            segments.pop()
        return segments


def has_slash(route: Route) -> bool:
    """Return whether a segment of the route contains a slash (encoded in the URL)."""
    return any("/" in text for segment in route.path for text in segment)


def reach(nodes: Iterable[RouteNode]) -> list[RouteNode]:
    """Return the nodes without duplicates, with those reachable by `**`."""
    reached = dict.fromkeys(nodes)
    if facts.routes_have_rest:
        # `**` can match zero segments.
        for node in list(reached):
            rest = node.rest
            while rest is not None and rest not in reached:
                reached[rest] = None
                rest = rest.rest
    return list(reached)
