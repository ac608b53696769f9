"""Recognises JSON in which there is nothing to redact."""

import json
import re
from collections.abc import Sequence

from .json_paths import JsonPath, decisive_keys
from .whitespace import BLANK

SIMPLE_KEY = re.compile(r"[\w.$ -]+", re.ASCII)
"""A key with one lower case; letters outside ASCII can have several."""

SPACES = BLANK.strip("\t\n\v\f\r")
"""White space that a string can begin with: the parser refuses control characters."""
NESTED = re.compile(f'"[{SPACES}{{\\[]')
"""The start of a string that can contain JSON.

A pattern that goes past white space would take twice as long.
"""


class CleanJson:
    """Finds out quickly whether a JSON document has nothing to redact.

    It is valid for the parser of the standard library, and no key that redaction depends
    on is anywhere in it, in any spelling.
    """

    def __init__(self, paths: Sequence[JsonPath]) -> None:
        """Collect the keys that the paths end with."""
        keys = decisive_keys(paths)
        is_simple = len(keys) == len(paths) and all(map(SIMPLE_KEY.fullmatch, keys))
        # Every text contains the empty key.
        self._keys = keys if is_simple else [""]

    def accepts(self, text: str) -> bool:
        """Return whether a document can be shown as it is."""
        # Keys can be escaped or percent-encoded.
        if "\\" in text or "%" in text or NESTED.search(text):
            return False
        lower = text.lower()
        return not any(key in lower for key in self._keys) and is_json(text)


def refuse(constant: str) -> None:
    """Refuse `NaN` and infinities, which are not JSON."""
    raise ValueError(constant)


DECODER = json.JSONDecoder(parse_constant=refuse)


def is_json(text: str) -> bool:
    """Return whether a text is a JSON document that the parser can read."""
    try:
        DECODER.decode(text)
    except (ValueError, RecursionError):
        return False
    return True
