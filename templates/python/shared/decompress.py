"""Bounded decoding of compressed bodies."""

import zlib

GZIP_MAGIC = b"\x1f\x8b"
DEFLATE_METHOD = 8


def decompress(data: bytes, coding: str, limit: int) -> tuple[bytes, bool] | None:
    """Decode a gzip or deflate body, and tell whether `limit` bytes were not enough for it.

    A small body can unfold into a large one. One that is cut short gives what there is of it;
    `None` stands for one in another coding, or damaged.
    """
    window = window_bits(data, coding)
    if window is None:
        return None
    output = bytearray()
    rest = data
    try:
        while rest and len(output) <= limit:
            inflate = zlib.decompressobj(window)
            output += inflate.decompress(rest, limit + 1 - len(output))
            # A gzip body may have several members, one after the other.
            rest = (
                inflate.unused_data
                if inflate.unused_data.startswith(GZIP_MAGIC)
                else b""
            )
    except zlib.error:
        return None
    return bytes(output[:limit]), len(output) > limit


def window_bits(data: bytes, coding: str) -> int | None:
    """Tell zlib which format to expect."""
    if coding in {"gzip", "x-gzip"}:
        return 16 + zlib.MAX_WBITS
    if coding != "deflate":
        return None
    # "deflate" has the zlib format (RFC 9110, section 8.4.1.2); some senders leave its header out.
    is_zlib = (
        data[:1]
        and data[0] & 15 == DEFLATE_METHOD
        and int.from_bytes(data[:2], "big") % 31 == 0
    )
    return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS
