"""Decoding of compressed bodies."""

import gzip
import random
import tracemalloc
import zlib

from python.shared.decompress import decompress


def test_what_comes_after_the_end_is_left_alone() -> None:
    assert decompress(gzip.compress(b""), "gzip", 10) == (b"", False)
    assert decompress(gzip.compress(b"a") + b"rest", "gzip", 10) == (b"a", False)
    assert decompress(zlib.compress(b"a") + gzip.compress(b"b"), "deflate", 10) == (b"a", False)
    large = bytes(range(256)) * 5000
    assert decompress(gzip.compress(large), "gzip", len(large)) == (large, False)
    assert decompress(gzip.compress(large), "gzip", len(large) - 1) == (large[:-1], True)


def test_other_codings_than_the_declared_one_are_refused() -> None:
    assert decompress(zlib.compress(b"abc"), "gzip", 10) is None
    assert decompress(gzip.compress(b"abc"), "deflate", 10) is None


def test_a_member_of_any_length_is_decoded_to_its_end() -> None:
    # Stored as they are, so that the members are as long as their content.
    members = [bytes(range(256)) * count for count in (100, 1, 50)]
    body = b"".join(gzip.compress(member, 0) for member in members)
    assert decompress(body, "gzip", 100_000) == (b"".join(members), False)


def test_deflate_without_a_header_can_begin_with_half_of_one() -> None:
    # A header has both a method and a checksum; these blocks begin like one of them.
    checksum = b"\x01\x17\x00\xe8\xff" + b"x" * 23
    method = b"\x08\x04\x00\xfb\xfftext" + b"\x01\x00\x00\xff\xff"
    assert decompress(checksum, "deflate", 100) == (b"x" * 23, False)
    assert decompress(method, "deflate", 100) == (b"text", False)


def test_the_beginning_of_a_body_is_decoded_if_there_is_any() -> None:
    whole = gzip.compress(b"a" * 100)
    assert [decompress(whole[:length], "gzip", 10) for length in (0, 1, 5, 11)] == [None] * 4
    assert decompress(zlib.compress(b"a")[:2], "deflate", 10) is None
    stored = zlib.compress(bytes(100_000), 0)
    decoded = decompress(stored[:-2000] + b"\xff" * 2000, "deflate", 1_000_000)
    assert decoded is not None
    text, is_cut = decoded
    assert text
    assert not is_cut


def test_many_members_are_decoded_up_to_a_limit() -> None:
    empty = gzip.compress(b"", mtime=0)
    assert decompress(empty * 8000, "gzip", 10) == (b"", False)
    # A limit stops even what has no end.
    assert decompress(empty * 200_000, "gzip", 10) == (b"", True)


def test_nested_codings_are_refused() -> None:
    assert decompress(b"abc", ", ".join(["gzip"] * 100_000), 10) is None


def test_no_more_is_decoded_than_is_asked_for() -> None:
    bomb = gzip.compress(bytes(20_000_000))
    tracemalloc.start()
    assert decompress(bomb, "gzip", 1000) == (bytes(1000), True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500_000


def test_what_has_been_decoded_counts_for_the_limit() -> None:
    limit = 1_000_000
    start = random.Random(1).randbytes(limit - 1)
    bomb = gzip.compress(start + bytes(20_000_000))
    tracemalloc.start()
    assert decompress(bomb, "gzip", limit) == (start + b"\0", True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4.5 * limit
