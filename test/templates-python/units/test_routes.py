"""Matching of routes, compared with a plain description of it."""

import random
import re

from python.shared.routes import Route, RouteTable, Segment

ANY, REST = ("*",), ("**",)


def matches(pattern: tuple[Segment, ...], segments: tuple[str, ...]) -> bool:
    """Match one pattern: keep the numbers of segments that its beginning can match."""
    counts = {0}
    for part in pattern:
        if part == REST:
            counts = {end for count in counts for end in range(count, len(segments) + 1)}
        else:
            counts = {
                count + 1
                for count in counts
                if count < len(segments) and matches_segment(part, segments[count])
            }
    return len(segments) in counts


def matches_segment(part: Segment, segment: str) -> bool:
    """Match one segment."""
    if part == ANY:
        return segment != ""
    if isinstance(part, str):
        return part == segment
    return re.fullmatch(".*".join(map(re.escape, part)), segment) is not None


def without_repeats(parts: list[Segment]) -> tuple[Segment, ...]:
    """Leave out `**` after `**`, as mwgen does: it changes nothing."""
    return tuple(
        part for at, part in enumerate(parts) if at == 0 or part != REST or parts[at - 1] != REST
    )


def test_tables_match_what_their_patterns_mean() -> None:
    choose = random.Random(7)
    parts: list[Segment] = ["a", "b", ANY, REST, REST, ("a", ""), ("", "b"), ("a", "b")]
    for _ in range(3000):
        routes = [
            Route(
                without_repeats(choose.choices(parts, k=choose.randint(1, 4))),
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


def test_many_patterns_match_as_each_of_them_would_by_itself() -> None:
    choose = random.Random(8)
    parts: list[Segment] = [
        "a",
        "b",
        "c",
        ANY,
        REST,
        REST,
        REST,
        ("a", ""),
        ("", "1"),
        ("", "a", ""),
    ]
    for _ in range(150):
        # Each pattern has an end of its own, so that no other one can match in its place.
        patterns = [
            (*without_repeats(choose.choices(parts, k=choose.randint(3, 8))), f"end{number}")
            for number in range(50)
        ]
        table = RouteTable(*[Route(pattern) for pattern in patterns])
        for _ in range(20):
            path = choose.choices(["a", "b", "c", "a1", "xab", ""], k=choose.randint(6, 14))
            segments = (*path, f"end{choose.randint(0, 49)}")
            expected = any(matches(pattern, segments) for pattern in patterns)
            assert table.has("GET", f"/{'/'.join(segments)}", None) is expected, (
                patterns,
                segments,
            )
