"""What is shown without a scan must be what the scan would show: `application/x-ndjson` is always scanned."""

import json
import random

from python.shared.clean_json import CleanJson
from python.shared.redact import Redactor

PATHS = ((("**",), "password"), ("user", "pin", ("*",)))
PIECES = ["a", "pass", "word", "password", "PIN", "user", *'{}[]:,\\"', "p%61ss", "'", "\x1e", " ", "\u2003", "&quot;", "1", "\u212a", "İ"]


def test_json_in_which_there_is_nothing_to_redact() -> None:
    clean = CleanJson(PATHS)
    for value in ({}, [], "text", 1.5, None, {"a": ["b", {"c": "x: {y}"}]}, {"name": "ä€𝄞", "user": {"pen": 1}}):
        assert clean.accepts(json.dumps(value, ensure_ascii=False, indent=2)), value


def test_json_that_contains_a_key_in_any_spelling_or_no_json() -> None:
    clean = CleanJson(PATHS)
    for text in (
        '{"password":1}',
        '{"PassWord":1}',
        '{"a":"password"}',
        '{"p\\u0061ssword":1}',
        '["{\\"a\\":1}"]',
        '["x {p%61ssword:1}"]',
        '["[1"]',
        '["\u2003[1"]',
        '{"user":{"pin":{"a":1}}}',
        "NaN",
        "[-Infinity]",
        "{'a':1}",
        '{"a":1}{"b":2}',
        "\ufeff{}",
        "",
        "[" * 100_000 + "]" * 100_000,
        "1" * 5000 + "x",
    ):
        assert not clean.accepts(text), text[:80]
    for path in ((("*",),), ("0",), (("**",), "σας"), (("**",), "")):
        assert not CleanJson((path,)).accepts("{}"), path


def test_it_is_shown_as_the_scan_shows_it() -> None:
    chance = random.Random(7)
    redactor, clean = Redactor(PATHS, "[x]"), CleanJson(PATHS)

    def word() -> str:
        return "".join(chance.choices(PIECES, k=chance.randrange(6)))

    def value(depth: int) -> object:
        kind = chance.randrange(5 if depth else 3)
        if kind == 3:
            return [value(depth - 1) for _ in range(chance.randrange(4))]
        if kind == 4:
            return {word(): value(depth - 1) for _ in range(chance.randrange(4))}
        return chance.choice([0, 1.5, True, None]) if kind == 2 else word()

    skipped = 0
    for _ in range(3000):
        text = json.dumps(value(3), ensure_ascii=False, indent=chance.choice([None, 1]))
        skipped += clean.accepts(text)
        shown = redactor.redact(text, "application/json", is_cut=False)
        assert shown == redactor.redact(text, "application/x-ndjson", is_cut=False), text
    assert skipped > 300
