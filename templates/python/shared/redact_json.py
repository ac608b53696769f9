"""Redacts JSON."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import NamedTuple, TypeAlias

from .json_paths import NOWHERE, JsonPaths, Place

StringRedaction: TypeAlias = Callable[[str, Place], str | None]
"""Redacts the text of a string, which can contain JSON. `None` replaces the string."""


class Container(NamedTuple):
    """An object or array that is being parsed."""

    closing: str
    place: Place
    indexes: Iterator[int]


SPACE = re.compile(r"[ \n\r\t]*")
SEPARATORS = re.compile(r"[ \n\r\t\x1e]*")
"""What can stand between documents: also U+001E, in JSON text sequences (RFC 7464)."""
STRINGS = json.JSONDecoder()
SIGNS_OF_JSON = ("{", "[", "\\u", "\\x")
"""What is in any JSON: a bracket, which can be escaped several times."""
SCALAR = re.compile(
    r"(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+-])",
    re.ASCII,
)


class InvalidJsonError(ValueError):
    """The text is not a JSON document."""


class JsonRules(NamedTuple):
    """What is redacted in JSON."""

    paths: JsonPaths
    replacement: str
    """A JSON string."""
    redact_string: StringRedaction


class JsonRedaction:
    """Scans JSON (RFC 8259) and replaces the values that match a path.

    It does not build the document and needs no recursion. Everything else is copied
    exactly: numbers are not rounded and keys not reordered.
    """

    def __init__(self, text: str, rules: JsonRules, *, is_sequence: bool) -> None:
        """Begin at the start of a text."""
        self._text = text
        self._rules = rules
        self._paths = rules.paths
        self._is_sequence = is_sequence
        """Whether the text can have several documents."""
        self._at = 0
        self._output: list[str] = []
        self._copied = 0
        self._open: list[Container] = []
        self._hidden: tuple[int, int] | None = None
        """Start and depth of the value that is being replaced."""

    def run(self, start: Place) -> str | None:
        """Return the redacted text; `None` if it is not valid JSON."""
        if self._text.startswith("\ufeff"):
            self._at = 1
        self._skip_separators()
        if self._at == len(self._text):
            return self._text
        place = start
        try:
            while True:
                if not self._value(place) or not self._close():
                    place = self._key()
                elif self._at == len(self._text):
                    return "".join(self._output) + self._text[self._copied :]
                elif self._is_sequence:
                    place = start
                else:
                    return None
        except InvalidJsonError:
            return None

    def _value(self, place: Place) -> bool:
        """Parse a value or the start of a container; return whether it is complete."""
        inside = place
        if self._hidden is not None:
            inside = NOWHERE
        elif place.is_hidden:
            self._hidden = (self._at, len(self._open))
            inside = NOWHERE
        first = self._text[self._at : self._at + 1]
        if first in {"{", "["}:
            closing = "}" if first == "{" else "]"
            self._at += 1
            self._skip_space()
            if self._text.startswith(closing, self._at):
                self._at += 1
                return True
            self._open.append(Container(closing, inside, count()))
            return False
        if first == '"':
            self._redact_string(inside)
            return True
        match = SCALAR.match(self._text, self._at)
        if match is None:
            raise InvalidJsonError
        self._at = match.end()
        return True

    def _close(self) -> bool:
        """Continue after a value; return whether the document is complete."""
        while True:
            if self._hidden is not None and self._hidden[1] == len(self._open):
                self._replace(self._hidden[0], self._at, self._rules.replacement)
                self._hidden = None
            if not self._open:
                self._skip_separators()
                return True
            self._skip_space()
            following = self._text[self._at : self._at + 1]
            self._at += 1
            if following == ",":
                self._skip_space()
                return False
            if following != self._open[-1].closing:
                raise InvalidJsonError
            self._open.pop()

    def _key(self) -> Place:
        """Parse a key or count an index, and return the state of its value."""
        container = self._open[-1]
        if container.closing == "]":
            return self._paths.descend(container.place, str(next(container.indexes)))
        key = self._string()
        self._skip_space()
        if not self._text.startswith(":", self._at):
            raise InvalidJsonError
        self._at += 1
        self._skip_space()
        return self._paths.descend(container.place, key)

    def _string(self) -> str:
        """Parse a string, and return its value."""
        if not self._text.startswith('"', self._at):
            raise InvalidJsonError
        try:
            # Not with a pattern: for each escape, it would need memory until the end.
            value, self._at = STRINGS.raw_decode(self._text, self._at)
        except json.JSONDecodeError:
            raise InvalidJsonError from None
        return str(value)

    def _redact_string(self, place: Place) -> None:
        """Parse a string that can contain JSON, and redact it."""
        start = self._at
        text = self._string()
        literal = self._text[start : self._at]
        if place is NOWHERE or not any(sign in literal for sign in SIGNS_OF_JSON):
            return
        redacted = self._rules.redact_string(text, place)
        if redacted is None:
            self._replace(start, self._at, self._rules.replacement)
        elif redacted != text:
            self._replace(start, self._at, quoted(redacted))

    def _replace(self, start: int, end: int, value: str) -> None:
        self._output += (self._text[self._copied : start], value)
        self._copied = end

    def _skip_space(self) -> None:
        if self._text[self._at : self._at + 1] > " ":
            # Usually there is no white space, and white space sorts before everything
            # else.
            return
        match = SPACE.match(self._text, self._at)
        if match is not None:
            self._at = match.end()

    def _skip_separators(self) -> None:
        match = (SEPARATORS if self._is_sequence else SPACE).match(self._text, self._at)
        if match is not None:
            self._at = match.end()


LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def quoted(text: str) -> str:
    """Return a JSON string literal."""
    literal = json.dumps(text, ensure_ascii=False)
    return LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", literal)
