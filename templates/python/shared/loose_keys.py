"""Finds keys in texts that cannot be parsed."""

import re
from collections.abc import Sequence

from .json_paths import JsonPath, decisive_keys
from .percent import percent_decode
from .whitespace import BLANK

MAX_PASSES = 16
"""Escapes can be escaped again; more often than this they are left unchanged."""

ANY_KEY = f"[^{BLANK}\"'`{{}}\\[\\](),:]{{1,100}}"
"""Paths of wildcards and indices match any key."""

QUOTE = re.compile("&(?:quot|#34|#x22);", re.IGNORECASE)
ESCAPE = re.compile(r"\\+(?:u([0-9a-f]{4})|x([0-9a-f]{2}))", re.IGNORECASE | re.ASCII)
BEFORE_VALUE = re.compile("[:%/]")


class LooseKeys:
    """Tells whether texts that could not be parsed contain keys.

    It finds the keys that redaction depends on, as programs write them: before a colon,
    and in quotes or at the start of a member. Finds keys in JSON with comments, other
    literals or bare keys, in JSON inside other text, and in escaped JSON.
    """

    def __init__(self, paths: Sequence[JsonPath]) -> None:
        keys = [plain_text(key) for key in decisive_keys(paths) or ()]
        names = ANY_KEY if not keys or "" in keys else "|".join(map(re.escape, keys))
        end = f"[{BLANK}]*(?::|/[/*])"
        self._quoted = re.compile(f"[\"'`](?:{names})[\"'`]{end}")
        self._bare = re.compile(rf"(?:[{{,(\r\n]|\*/)[ \t]*(?:{names}){end}")

    def are_in(self, text: str) -> bool:
        """Return whether a text contains one of the keys."""
        if not BEFORE_VALUE.search(text):
            return False
        plain = plain_text(text)
        if self._quoted.search(plain):
            return True
        return "{" in plain and self._bare.search(plain) is not None


def plain_text(text: str) -> str:
    """Return a text in lower case, without escapes of percent-encoding, JSON and HTML."""
    plain = QUOTE.sub('"', percent_decode(text))
    for _ in range(MAX_PASSES):
        if "\\" not in plain:
            break
        plain = ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), plain)
    return plain.replace("\\", "").lower()
