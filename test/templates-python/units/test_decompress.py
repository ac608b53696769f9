"""Decoding of compressed bodies."""

import gzip
import time
import zlib

from python.shared.decompress import decompress


def test_what_comes_after_the_end_is_left_alone() -> None:
    assert decompress(b"", "gzip", 10) == (b"", False)
    assert decompress(gzip.compress(b"a") + b"rest", "gzip", 10) == (b"a", False)
    assert decompress(zlib.compress(b"a") + gzip.compress(b"b"), "deflate", 10) == (b"a", False)
    large = bytes(range(256)) * 5000
    assert decompress(gzip.compress(large), "gzip", len(large)) == (large, False)
    assert decompress(gzip.compress(large), "gzip", len(large) - 1) == (large[:-1], True)


def test_decompression_of_many_members_takes_a_time_that_grows_with_their_number_alone() -> None:
    empty = gzip.compress(b"", mtime=0)

    def seconds(members: int) -> float:
        body = empty * members
        started = time.perf_counter()
        assert decompress(body, "gzip", 10) == (b"", members > 10_000)
        return time.perf_counter() - started

    seconds(100)
    assert min(seconds(8000) for _ in range(3)) < 20 * min(seconds(1000) for _ in range(3))
    # A limit stops even what has no end.
    assert seconds(200_000) < 2
    assert decompress(b"abc", ", ".join(["gzip"] * 100_000), 10) is None
