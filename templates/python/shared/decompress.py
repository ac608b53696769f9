"""Decodes compressed bodies up to a limit."""

import zlib

GZIP_MAGIC = b"\x1f\x8b"
DEFLATE_METHOD = 8


def decompress(data: bytes, coding: str, limit: int) -> tuple[bytes, bool] | None:
    """Decode a gzip or deflate body and return whether it was larger than `limit`.

    The limit matters because a small body can expand to a very large one. A truncated
    body is decoded as far as possible. Returns `None` if the body has another encoding
    or is invalid.
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
            # A gzip body can consist of several members.
            rest = (
                inflate.unused_data
                if inflate.unused_data.startswith(GZIP_MAGIC)
                else b""
            )
    except zlib.error:
        return None
    return bytes(output[:limit]), len(output) > limit


def window_bits(data: bytes, coding: str) -> int | None:
    """Return the zlib parameter for a format."""
    if coding in {"gzip", "x-gzip"}:
        return 16 + zlib.MAX_WBITS
    if coding != "deflate":
        return None
    # "deflate" means the zlib format (RFC 9110, section 8.4.1.2), but some senders omit
    # its header.
    is_zlib = (
        data[:1]
        and data[0] & 15 == DEFLATE_METHOD
        and int.from_bytes(data[:2], "big") % 31 == 0
    )
    return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS
