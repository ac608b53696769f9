"""Finds keys in texts that cannot be parsed."""

import re
from collections.abc import Sequence

from .json_paths import JsonPath, Place, decisive_keys
from .percent import percent_decode
from .whitespace import BLANK

MAX_PASSES = 16
"""Escapes can be escaped again; more often than this they are left unchanged."""

ANY_KEY = f"[^{BLANK}\"'`{{}}\\[\\](),:]{{1,100}}"
"""Paths of wildcards and indices match any key."""

QUOTE = re.compile("&(?:quot|#34|#x22);", re.IGNORECASE)
ESCAPE = re.compile(r"\\+(?:u([0-9a-f]{4})|x([0-9a-f]{2}))", re.IGNORECASE | re.ASCII)
BEFORE_VALUE = re.compile("[:%/]")


class KeyTest:
    """Patterns of keys, as programs write them."""

    def __init__(self, names: str) -> None:
        """Compile the pattern of one or more names."""
        # Also behind what is left of an escaped line end or tab, and behind a misplaced
        # bracket, quote or separator.
        end = rf"[{BLANK}\x1e{{}}\[\],\"'`rnt]*(?::|/[/*])"
        self._quoted = re.compile(f"(?:[\"'`](?:{names})|(?:{names})[\"'`]){end}")
        self._bare = re.compile(rf"(?:[{{,(\r\n]|\*/)[ \trn]*(?:{names}){end}")

    def finds(self, text: str) -> bool:
        """Return whether a text contains one of the keys."""
        if self._quoted.search(text):
            return True
        return "{" in text and self._bare.search(text) is not None


class LooseKeys:
    """Finds keys in texts that could not be parsed, as programs write them.

    They stand before a colon, and beside a quote or at the start of a member. That covers
    JSON with comments, other literals or bare keys, JSON inside other text, and escaped
    JSON.
    """

    def __init__(self, paths: Sequence[JsonPath]) -> None:
        """Collect the keys that the paths end with."""
        keys = [plain_text(key) for key in decisive_keys(paths)]
        self._any = KeyTest(ANY_KEY)
        self._named: KeyTest | None = None
        if "" in keys:
            self._named = self._any
        elif keys:
            self._named = KeyTest("|".join(map(re.escape, keys)))

    def are_in(self, text: str, place: Place) -> bool:
        """Return whether a text at a place contains a key that redaction depends on."""
        if not BEFORE_VALUE.search(text):
            return False
        plain = plain_text(text)
        if self._named is not None and self._named.finds(plain):
            return True
        return place.is_open and self._any.finds(plain)


def plain_text(text: str) -> str:
    """Return a text in lower case, without escapes of percent-encoding, JSON and HTML."""
    plain = QUOTE.sub('"', percent_decode(text))
    for _ in range(MAX_PASSES):
        if "\\" not in plain:
            break
        plain = ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), plain)
    return plain.replace("\\", "").lower()
