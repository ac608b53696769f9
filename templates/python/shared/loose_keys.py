"""Finds keys in texts that cannot be parsed."""

import re
from collections.abc import Sequence

from .json_paths import JsonPath, Place, decisive_keys
from .percent import percent_decode
from .whitespace import BLANK

MAX_PASSES = 16
"""Escapes can be escaped again; more often than this they are left unchanged."""

ANY_KEY = f"(?:[^{BLANK}\"'`{{}}\\[\\](),:/]|/(?![/*])){{1,100}}"
"""Paths of wildcards and indices match any key."""
ANY_KEY_END = f"[^{BLANK}\"'`{{}}\\[\\](),:]"
"""Its last character, which decides as well as the whole."""

QUOTE = re.compile("&(?:quot|#34|#x22);", re.IGNORECASE)
ESCAPE = re.compile(
    r"(?<!\\)\\+(?:u([0-9a-f]{4})|x([0-9a-f]{2}))", re.IGNORECASE | re.ASCII
)
BEFORE_VALUE = re.compile(r"[:=%/\\]")


BETWEEN = rf"[{BLANK}\x1e!\"#%&'*+,;<=>?@\[\]^`{{|}}~rnt]"
"""What can be between a key and the separator.

That is also the rest of an escaped line end or tab, and misplaced punctuation, except
that of names and calls.
"""
SEPARATOR = ":|/[/*]"
AFTER_KEY = re.compile(f"{BETWEEN}*({SEPARATOR})?")


class KeyTest:
    """Patterns of keys, as programs write them."""

    def __init__(self, names: str, ends: str) -> None:
        """Compile the pattern of one or more names, and of what is before a closing quote."""
        key = rf"(?:{names})(?={BETWEEN}|{SEPARATOR})"
        self._quoted = re.compile(f"[\"'`]{key}|(?:{ends})[\"'`]")
        self._bare = re.compile(rf"(?:[{{,(\r\n]|\*/)[ \trn]*{key}")

    def finds(self, text: str) -> bool:
        """Return whether a text contains one of the keys."""
        if is_before_value(self._quoted, text):
            return True
        return "{" in text and is_before_value(self._bare, text)


def is_before_value(pattern: re.Pattern[str], text: str) -> bool:
    """Return whether a separator follows one of the keys that a pattern finds.

    What is between is searched once for all keys that end in it: with a pattern for
    everything, time would grow with the square of the length.
    """
    start = end = -1
    key = pattern.search(text)
    while key is not None:
        if not start <= key.end() <= end:
            after = AFTER_KEY.match(text, key.end())
            if after is None or after[1]:
                return True
            start, end = after.span()
        # Keys can overlap.
        key = pattern.search(text, key.start() + 1)
    return False


class LooseKeys:
    """Finds keys in texts that could not be parsed, as programs write them.

    They stand before a colon, and beside a quote or at the start of a member. That covers
    JSON with comments, other literals or bare keys, JSON inside other text, and escaped
    JSON.
    """

    def __init__(self, paths: Sequence[JsonPath]) -> None:
        """Collect the keys that the paths end with."""
        # A key can be the start of another.
        keys = sorted(map(plain_text, decisive_keys(paths)), key=len, reverse=True)
        self._any = KeyTest(ANY_KEY, ANY_KEY_END)
        self._named: KeyTest | None = None
        self._assigned: re.Pattern[str] | None = None
        self._line: re.Pattern[str] | None = None
        if "" in keys:
            self._named = self._any
        elif keys:
            names = "|".join(map(re.escape, keys))
            self._named = KeyTest(names, names)
            self._assigned = re.compile(
                rf"(?:[\"'`]|[{{(,;][ \trn]*:?)(?:{names})[\"'`]?[ \t]*="
            )
            self._line = re.compile(
                rf"(?:^|[\r\n])[ \t]*(?:[-?][ \t]+)*(?:{names})[ \t]*:"
            )

    def are_in(self, text: str, place: Place) -> bool:
        """Return whether a text at a place contains a key that redaction depends on."""
        if not BEFORE_VALUE.search(text):
            return False
        plain = plain_text(text)
        if self._named is not None and self._named.finds(plain):
            return True
        if self._assigned is not None and self._assigned.search(plain):
            return True
        return place.is_open and self._any.finds(plain)

    def start_lines(self, text: str) -> bool:
        """Return whether a line of a text starts with a key and a colon, as in YAML."""
        return (
            self._line is not None and self._line.search(plain_text(text)) is not None
        )


def plain_text(text: str) -> str:
    """Return a text in lower case, without escapes of percent-encoding, JSON and HTML."""
    plain = QUOTE.sub('"', percent_decode(text))
    for _ in range(MAX_PASSES):
        plain, count = ESCAPE.subn(
            lambda match: chr(int(match[1] or match[2], 16)), plain
        )
        if count == 0:
            break
    return plain.replace("\\", "").lower()
