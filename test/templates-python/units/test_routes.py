"""Matching of routes: against a plain description of it, and how long it takes."""

import random
import time
from collections.abc import Callable

import pytest
from python.asgi.scope import encoded_path, route_path
from python.shared.routes import Route, RouteTable, Segment

ANY, REST = ("*",), ("**",)


def matches(pattern: tuple[Segment, ...], segments: tuple[str, ...]) -> bool:
    """What a pattern means, however long that takes."""
    if not pattern:
        return not segments
    head, *rest = pattern
    if head == REST:
        return any(matches(tuple(rest), segments[at:]) for at in range(len(segments) + 1))
    if not segments or not matches(tuple(rest), segments[1:]):
        return False
    if head == ANY:
        return segments[0] != ""
    if isinstance(head, str):
        return head == segments[0]
    first, last = head
    return (
        segments[0].startswith(first)
        and segments[0].endswith(last)
        and len(segments[0]) >= len(first) + len(last)
    )


def test_tables_match_what_their_patterns_mean() -> None:
    choose = random.Random(7)
    parts: list[Segment] = ["a", "b", ANY, REST, REST, ("a", ""), ("", "b"), ("a", "b")]
    for _ in range(3000):
        routes = [
            Route(
                tuple(choose.choices(parts, k=choose.randint(1, 4))),
                choose.choice([None, None, frozenset({"GET"})]),
            )
            for _ in range(choose.randint(1, 4))
        ]
        segments = tuple(choose.choices(["a", "b", "ab", "c"], k=choose.randint(1, 5)))
        table = RouteTable(*routes)
        for method in ("GET", "POST"):
            expected = any(
                matches(route.path, segments)
                for route in routes
                if route.methods is None or method in route.methods
            )
            assert table.has(method, f"/{'/'.join(segments)}", None) is expected, (routes, segments)


MANY = [Route((REST, f"a{number}", REST, f"b{number}")) for number in range(1000)]

LONG: list[tuple[str, RouteTable, Callable[[int], str]]] = [
    ("many segments", RouteTable(Route((REST, "x", "y", REST, "z"))), lambda size: "/x" * size),
    ("many patterns", RouteTable(*MANY), lambda size: "/a1" * size),
    ("globs", RouteTable(Route((REST, ("", "a", "a", "b")))), lambda size: "/aaaa" * size),
    ("one long segment", RouteTable(Route((("", "a", "a", "b"),))), lambda size: "/" + "a" * size),
    ("percent-encoding", RouteTable(Route((REST, "a b"))), lambda size: "/%61%20" * size),
    ("slashes", RouteTable(Route((REST, "a/b", REST, "c"))), lambda size: "/a%2Fb" * size),
]


@pytest.mark.parametrize(("name", "table", "path"), LONG, ids=[name for name, *_ in LONG])
def test_time_grows_with_the_length_of_a_path_alone(
    name: str, table: RouteTable, path: Callable[[int], str]
) -> None:
    def seconds(size: int) -> float:
        scope = {"raw_path": path(size).encode(), "path": "", "type": "http"}
        started = time.perf_counter()
        assert not table.has("GET", route_path(scope), encoded_path(scope))
        return time.perf_counter() - started

    small, large = (min(seconds(size) for _ in range(5)) for size in (1000, 8000))
    assert large < 8 * 3 * small + 0.001, name


def test_nothing_more_is_read_where_a_pattern_has_matched() -> None:
    table = RouteTable(Route(("static", REST)), Route(("files", "a/b", REST)))
    tail = "/x%20%C3%A9" * 30_000
    started = time.perf_counter()
    for _ in range(10):
        assert table.has("GET", "/static" + tail, None)
        assert table.has("GET", "/files/a/b" + tail, "/files/a%2Fb" + tail)
    assert time.perf_counter() - started < 1
