"""Decodes compressed bodies up to a limit."""

import zlib

GZIP_MAGIC = b"\x1f\x8b"
DEFLATE_METHOD = 8

MAX_MEMBERS = 10_000
"""Limit for the members of a gzip body: each takes time, even if it is empty."""

STEP = 4096


def decompress(data: bytes, coding: str, limit: int) -> tuple[bytes, bool] | None:
    """Decode a gzip or deflate body and return whether it was larger than `limit`.

    The limit matters because a small body can expand to a very large one. A truncated
    body is decoded as far as possible. Returns `None` if the body has another encoding,
    or if nothing of it can be decoded.
    """
    is_gzip = coding in {"gzip", "x-gzip"}
    if not is_gzip and coding != "deflate":
        return None
    # "deflate" means the zlib format (RFC 9110, section 8.4.1.2), but some senders omit
    # its header.
    is_zlib = (
        data[:1]
        and data[0] & 15 == DEFLATE_METHOD
        and int.from_bytes(data[:2], "big") % 31 == 0
    )
    window = zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS
    if is_gzip:
        window = 16 + zlib.MAX_WBITS
    output = bytearray()
    rest = memoryview(data)
    try:
        for _ in range(MAX_MEMBERS):
            rest = rest[inflate(rest, window, output, limit) :]
            # A gzip body can consist of several members. Other bytes at the end are
            # ignored, as usual.
            if len(output) > limit or not (is_gzip and bytes(rest[:2]) == GZIP_MAGIC):
                return bytes(output[:limit]), len(output) > limit
    except zlib.error:
        return (bytes(output[:limit]), False) if output else None
    return bytes(output), True


def inflate(data: memoryview, window: int, output: bytearray, limit: int) -> int:
    """Decode one member into `output`; return the number of bytes that it takes up.

    Stops when `output` is larger than `limit`. Raises `zlib.error` if there is not even
    the beginning of what the member contains.
    """
    member = zlib.decompressobj(window)
    used = 0
    while used < len(data) and not member.eof and len(output) <= limit:
        # In steps, because each call copies the bytes that it does not use.
        step = data[used : used + STEP]
        output += member.decompress(step, limit + 1 - len(output))
        used += len(step) - len(member.unused_data) - len(member.unconsumed_tail)
    if not (output or member.eof):
        raise zlib.error
    return used
