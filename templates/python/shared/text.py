"""Handles media types and character sets."""

import codecs
import re
from functools import lru_cache

REMEMBERED_TYPES = 100
"""Size of the cache; it is limited because clients can send any content type."""


@lru_cache(REMEMBERED_TYPES)
def media_type(content_type: str | None) -> str:
    """Return the media type in lower case without parameters, or an empty text."""
    return (content_type or "").partition(";")[0].strip().lower()


class MediaTypes:
    """Media ranges: `type/subtype`, `type/*`, `type/*+suffix`, `*/*`."""

    def __init__(self, *ranges: str) -> None:
        self._exact = frozenset(one for one in ranges if "*" not in one)
        self._open = tuple(
            (one.partition("*")[0], one.partition("*")[2])
            for one in ranges
            if "*" in one
        )

    def __contains__(self, content_type: str | None) -> bool:
        """Return whether a content type matches one of the ranges."""
        found = media_type(content_type)
        return found in self._exact or any(
            head == "" or (found.startswith(head) and found.endswith(tail))
            for head, tail in self._open
        )


TEXTUAL = MediaTypes(
    "text/*",
    "application/json",
    "application/*+json",
    "application/json-seq",
    "application/jsonl",
    "application/ndjson",
    "application/x-ndjson",
    "application/xml",
    "application/*+xml",
    "image/svg+xml",
    "application/graphql",
    "application/javascript",
    "application/x-www-form-urlencoded",
    "application/yaml",
    "application/*+yaml",
)
"""Textual content types."""

WEB_CHARSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "utf-16": "utf-16-le",
    **{
        name: name
        for name in (
            *(
                "big5",
                "cp1250",
                "cp1251",
                "cp1252",
                "cp1253",
                "cp1254",
                "cp1255",
                "cp1256",
            ),
            *(
                "cp1257",
                "cp1258",
                "cp866",
                "cp874",
                "euc_jp",
                "euc_kr",
                "gb18030",
                "gbk",
            ),
            *("iso2022_jp", "koi8-r", "koi8-u", "mac-roman", "shift_jis", "utf-16-be"),
            *("utf-16-le", "utf-8"),
            *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
        )
    },
}
"""Character sets of the Encoding Standard, which all recipients know."""

UNDECODABLE = (LookupError, ValueError)
"""Errors of decoders for unknown character sets and invalid bytes."""

CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\";\s]+)", re.IGNORECASE)


@lru_cache(REMEMBERED_TYPES)
def charset_of(content_type: str | None) -> str | None:
    """Return the declared character set, by default UTF-8; `None` if it is unknown."""
    declared = CHARSET.search(content_type or "")
    if declared is None:
        return "utf-8"
    try:
        return WEB_CHARSETS.get(codecs.lookup(declared[1]).name)
    except UNDECODABLE:
        return None


def decode_text(data: bytes, content_type: str | None, *, is_cut: bool) -> str | None:
    """Decode bytes with the declared character set; `None` if they are invalid."""
    charset = charset_of(content_type)
    if charset is None:
        return None
    try:
        if is_cut:
            # A truncated character at the end is left out instead of causing an error.
            return codecs.getincrementaldecoder(charset)().decode(data)
        return data.decode(charset)
    except UNDECODABLE:
        return None
