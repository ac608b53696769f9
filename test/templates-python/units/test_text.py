"""Charsets, by the labels of the Encoding Standard."""

import tracemalloc

import pytest
from python.shared.text import CHARSETS, charset_of, decode_text


@pytest.mark.parametrize(
    ("label", "charset"),
    [("SJIS", "cp932"), ("Windows-1252", "cp1252"), ("rot13", None), ("hex", None), ("latin-1", None)],
)
def test_charset_of_a_label(label: str, charset: str | None) -> None:
    assert charset_of(f"text/plain; charset={label}") == charset


def test_charsets_that_nobody_knows_are_not_remembered() -> None:
    def traced(numbers: range) -> int:
        for number in numbers:
            content_type = f"text/plain; charset={'x' * 5000}{number}"
            assert charset_of(content_type) is None
            assert decode_text(b"a", charset_of(content_type), is_cut=True) is None
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = traced(range(200))
        assert traced(range(200, 1000)) - before < 1_000_000
    finally:
        tracemalloc.stop()


def test_every_charset_has_a_decoder() -> None:
    assert len(CHARSETS) == 221
    for label, charset in CHARSETS.items():
        assert charset_of(f"text/plain;charset={label.upper()}") == charset
        assert decode_text(b"", charset, is_cut=True) == ""
