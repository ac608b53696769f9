"""Media types and character sets."""

import codecs
import re
from functools import lru_cache

REMEMBERED_TYPES = 100
"""An application sends few types; a client may send any, so what is remembered has a bound."""


@lru_cache(REMEMBERED_TYPES)
def media_type(content_type: str | None) -> str:
    """Give the media type without its parameters, in lower case; empty where there is none."""
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
        """Tell whether bodies of a type are meant."""
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
"""Text that people read."""

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
"""The character sets of the Encoding Standard: others would show a body as no other recipient reads it."""

UNDECODABLE = (LookupError, ValueError)
"""What decoders raise for a character set that they do not know, and for bytes that are not in it."""

CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\";\s]+)", re.IGNORECASE)


@lru_cache(REMEMBERED_TYPES)
def charset_of(content_type: str | None) -> str | None:
    """Give the declared character set, UTF-8 without one; `None` for one that is not known."""
    declared = CHARSET.search(content_type or "")
    if declared is None:
        return "utf-8"
    try:
        return WEB_CHARSETS.get(codecs.lookup(declared[1]).name)
    except UNDECODABLE:
        return None


def decode_text(data: bytes, content_type: str | None, *, is_cut: bool) -> str | None:
    """Decode bytes by the declared charset, UTF-8 without one; `None` where they are no valid text."""
    charset = charset_of(content_type)
    if charset is None:
        return None
    try:
        if is_cut:
            # A character that the cut went through is left out, and not taken for an error.
            return codecs.getincrementaldecoder(charset)().decode(data)
        return data.decode(charset)
    except UNDECODABLE:
        return None
