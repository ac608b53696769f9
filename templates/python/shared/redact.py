"""Redacts values and leaves the rest of a text unchanged."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple, TypeAlias
from urllib.parse import quote, unquote_plus

JsonStep: TypeAlias = str | tuple[str]
"""A key in lower case, or a wildcard in a tuple: `*` matches one key or index, `**` any number of levels."""

JsonPath: TypeAlias = tuple[JsonStep, ...]

Cursor: TypeAlias = tuple[JsonPath, int]
"""A path and the position up to which it has matched."""

MAX_NESTING = 4
"""Maximum depth of JSON inside JSON strings; deeper strings are replaced completely."""

BLANK = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
r"""White space of ECMAScript as a character class; `\s` in Python matches more."""
LOOKS_LIKE_JSON = re.compile(
    r"[@]*(?:\{[@]*[\"}]|\[[@]*(?:[\"{\[\]0-9-]|true|false|null))".replace("@", BLANK)
)
NAMED_VALUE_TYPES = re.compile(
    r"(?:application|text)/json|.*\+json|application/x-www-form-urlencoded|multipart/form-data|text/event-stream"
)
LINE_TYPES = frozenset(
    {
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonlines",
        "application/json-seq",
    }
)
OPAQUE_TYPES = ("audio/", "font/", "image/", "video/")
LINE = re.compile(r"(?<=\n)")
EVENT = re.compile(r"(?<=\r\n\r\n)|(?<=\n\n)|(?<=\r\r)")
EVENT_LINE = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
INNER_SPACE = re.compile(r"[^@][@]+[^@]".replace("@", BLANK))
SOMETHING = re.compile(r"[^@]".replace("@", BLANK))
KEY_SEPARATORS = re.compile(r"[.\[\]]+")


MAX_PLACES = 1000
"""Maximum number of cached states; the paths limit it too, but can allow many."""


class Place:
    """A state of matching: the positions of all paths at one place of a document."""

    def __init__(self, cursors: tuple[Cursor, ...]) -> None:
        self.cursors = cursors
        self.is_hidden = any(at == len(path) for path, at in cursors)
        """Whether a path ends here."""
        self.following: dict[str | None, Place] = {}
        """The states for the keys below; `None` is for keys that no path names."""


NOWHERE = Place(())


class PathMap:
    """All paths as a state machine, whose states are created on demand."""

    def __init__(self, paths: Iterable[JsonPath]) -> None:
        starts = [(path, 0) for path in paths]
        self._names = frozenset(
            step for path, _ in starts for step in path if isinstance(step, str)
        )
        """The keys that some path names; all others lead to the same state."""
        self._places: dict[frozenset[Cursor], Place] = {}
        self.start = self._place(starts)

    def descend(self, place: Place, key: str) -> Place:
        """Return the state for the value of a key."""
        if not place.cursors:
            return place
        lower = key.lower()
        name = lower if lower in self._names else None
        known = place.following.get(name)
        if known is not None:
            return known
        following = self._place(advance(place.cursors, name))
        if len(self._places) < MAX_PLACES:
            place.following[name] = following
        return following

    def _place(self, reached: Iterable[Cursor]) -> Place:
        found = dict.fromkeys(reached)
        for path, at in list(found):
            # `**` can match zero levels.
            for step in range(at, len(path)):
                if path[step] != ("**",):
                    break
                found[path, step + 1] = None
        cursors = frozenset(found)
        place = self._places.get(cursors)
        if place is None:
            place = Place(tuple(found))
            if len(self._places) < MAX_PLACES:
                self._places[cursors] = place
        return place


def advance(cursors: Iterable[Cursor], name: str | None) -> list[Cursor]:
    """Return the positions after a key, or after a key that no path names."""
    following: list[Cursor] = []
    for path, at in cursors:
        step = path[at] if at < len(path) else None
        if step == ("**",):
            following.append((path, at))
        elif step == ("*",) or (step is not None and step == name):
            following.append((path, at + 1))
    return following


class Redactor:
    """Redacts values in JSON, newline-delimited JSON, event streams and forms."""

    def __init__(self, paths: Iterable[JsonPath], replacement: str) -> None:
        self._paths = PathMap(paths)
        self._replacement = replacement

    def redact(self, text: str, kind: str, *, is_cut: bool) -> str | None:
        """Replace the values that the paths match.

        Returns `None` if the text is or looks like JSON but cannot be parsed
        completely, and so may contain a secret.
        """
        if "\0" in text:
            # Text does not contain NUL characters, so it is in an undeclared encoding.
            return None
        if kind in LINE_TYPES:
            return self._lines(complete_lines(text) if is_cut else text)
        if kind in {"application/json", "text/json"} or kind.endswith("+json"):
            return None if is_cut else self._json(text)
        if LOOKS_LIKE_JSON.match(text):
            # Detect JSON under any content type, because some clients declare
            # everything as a form.
            return None if is_cut else self._json_or_lines(text)
        return self._other(text, kind, is_cut=is_cut)

    def may_concern(self, kind: str, text: str | None) -> bool:
        """Return whether a body, with its text if it is textual, may need redaction."""
        if text is None:
            return not kind.startswith(OPAQUE_TYPES)
        return (
            NAMED_VALUE_TYPES.fullmatch(kind) is not None
            or kind in LINE_TYPES
            or LOOKS_LIKE_JSON.match(text) is not None
            or "\0" in text
            or INNER_SPACE.search(text) is None
        )

    def _other(self, text: str, kind: str, *, is_cut: bool) -> str | None:
        if kind == "text/event-stream":
            return self._event_stream(complete_events(text) if is_cut else text)
        if kind == "multipart/form-data":
            return None
        is_one_word = not INNER_SPACE.search(text)
        is_form = kind == "application/x-www-form-urlencoded" or is_one_word
        return self._form(text) if is_form else text

    def _json_or_lines(self, text: str) -> str | None:
        whole = self._json(text)
        return self._lines(text) if whole is None else whole

    def _json(
        self, text: str, start: Place | None = None, nesting: int = 0
    ) -> str | None:
        if not SOMETHING.search(text):
            return text
        redaction = JsonRedaction(text, self._paths, self._replacement, nesting)
        return redaction.run(self._paths.start if start is None else start)

    def _lines(self, text: str) -> str | None:
        return join_all(self._json(line) for line in LINE.split(text))

    def _event_stream(self, text: str) -> str | None:
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        events = EVENT.split(text.removeprefix(mark))
        return join_all([mark, *map(self._event, events)])

    def _event(self, event: str) -> str | None:
        """Redact an event, whose data is one document or one document per line."""
        lines = EVENT_LINE.split(event)
        data = [line for line in lines if line.startswith("data:")]
        payload = "\n".join(map(data_of, data))
        if len(data) > 1 and LOOKS_LIKE_JSON.match(payload):
            redacted = self._json(payload)
            if redacted == payload:
                return event
            if redacted is not None:
                rest = [line for line in lines if not line.startswith("data:")]
                return "".join(
                    [*(f"data: {line}\n" for line in redacted.split("\n")), *rest]
                )
        return join_all(map(self._event_line, lines))

    def _event_line(self, line: str) -> str | None:
        document = data_of(line)
        if not line.startswith("data:") or not LOOKS_LIKE_JSON.match(document):
            return line
        redacted = self._json(document)
        return None if redacted is None else line.replace(document, redacted, 1)

    def _form(self, text: str) -> str:
        return "&".join(map(self._form_pair, text.split("&")))

    def _form_pair(self, pair: str) -> str:
        name, equals, value = pair.partition("=")
        place = self._paths.start
        for key in KEY_SEPARATORS.split(unquote_plus(name)):
            place = self._paths.descend(place, key) if key else place
            if place.is_hidden:
                return f"{name}={self._replacement}" if equals else pair
        decoded = unquote_plus(value)
        if not LOOKS_LIKE_JSON.match(decoded):
            return pair
        redacted = self._json(decoded, place, 1)
        if redacted == decoded:
            return pair
        shown = self._replacement if redacted is None else redacted
        return f"{name}={quote(shown, safe=URI_COMPONENT, errors='replace')}"


URI_COMPONENT = "!~*'()"


class Container(NamedTuple):
    """An object or array that is being parsed."""

    closing: str
    place: Place
    indexes: Iterator[int]


SPACE = re.compile(r"[ \n\r\t\x1e]*")
STRING = re.compile(r"\"[^\"\\\x00-\x1f]*(?:\\.[^\"\\\x00-\x1f]*)*\"", re.DOTALL)
SCALAR = re.compile(
    r"(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+-])",
    re.ASCII,
)


class InvalidJsonError(ValueError):
    """The text is not a JSON document."""


class JsonRedaction:
    """Scans a JSON document (RFC 8259) and replaces the values that match a path.

    It does not build the document and needs no recursion. Everything else is copied
    exactly: numbers are not rounded and keys not reordered.
    """

    def __init__(
        self, text: str, paths: PathMap, replacement: str, nesting: int
    ) -> None:
        self._text = text
        self._paths = paths
        self._replacement = replacement
        self._nesting = nesting
        self._at = 0
        self._output: list[str] = []
        self._copied = 0
        self._open: list[Container] = []
        self._hidden: tuple[int, int] | None = None
        """Start and depth of the value that is being replaced."""

    def run(self, start: Place) -> str | None:
        """Return the redacted text; `None` if it is not a JSON document."""
        if self._text.startswith("\ufeff"):
            self._at = 1
        self._skip_space()
        place = start
        try:
            while True:
                if self._value(place) and self._close():
                    return "".join(self._output) + self._text[self._copied :]
                place = self._key()
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
        match = (STRING if first == '"' else SCALAR).match(self._text, self._at)
        if match is None:
            raise InvalidJsonError
        if first == '"' and inside.cursors:
            redacted = self._nested(match[0], inside)
            if redacted != match[0]:
                self._replace(self._at, match.end(), redacted)
        self._at = match.end()
        return True

    def _close(self) -> bool:
        """Continue after a value; return whether the document is complete."""
        while True:
            if self._hidden is not None and self._hidden[1] == len(self._open):
                self._replace(self._hidden[0], self._at, quoted(self._replacement))
                self._hidden = None
            self._skip_space()
            if not self._open:
                if self._at < len(self._text):
                    raise InvalidJsonError
                return True
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
        match = STRING.match(self._text, self._at)
        key = None if match is None else unquoted(match[0])
        if match is None or key is None:
            raise InvalidJsonError
        self._at = match.end()
        self._skip_space()
        if not self._text.startswith(":", self._at):
            raise InvalidJsonError
        self._at += 1
        self._skip_space()
        return self._paths.descend(container.place, key)

    def _nested(self, literal: str, place: Place) -> str:
        """Redact JSON inside a string, or replace the whole string."""
        if "{" not in literal and "[" not in literal and "\\u" not in literal:
            return literal
        text = unquoted(literal)
        if text is None or not LOOKS_LIKE_JSON.match(text):
            return literal
        redacted: str | None = None
        if self._nesting < MAX_NESTING:
            inner = JsonRedaction(
                text, self._paths, self._replacement, self._nesting + 1
            )
            redacted = inner.run(place)
        if redacted == text:
            return literal
        return quoted(self._replacement if redacted is None else redacted)

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


def unquoted(literal: str) -> str | None:
    """Return the value of a string literal; `None` if it contains an invalid escape."""
    if "\\" not in literal:
        return literal[1:-1]
    try:
        return str(json.loads(literal))
    except ValueError:
        return None


def quoted(text: str) -> str:
    """Return a JSON string literal."""
    return json.dumps(text, ensure_ascii=False)


def data_of(line: str) -> str:
    """Return the data of a line of an event stream."""
    return line.removeprefix("data:").removeprefix(" ").rstrip("\r\n")


def join_all(parts: Iterable[str | None]) -> str | None:
    """Join texts; return `None` if one is missing."""
    texts: list[str] = []
    for part in parts:
        if part is None:
            return None
        texts.append(part)
    return "".join(texts)


def complete_lines(text: str) -> str:
    """Return the text before the line that was truncated."""
    return text[: text.rfind("\n") + 1]


def complete_events(text: str) -> str:
    """Return the text before the event that was truncated."""
    ends = [
        text.rfind(mark) + len(mark)
        for mark in ("\n\n", "\r\n\r\n", "\r\r")
        if mark in text
    ]
    return text[: max(ends, default=0)]


def redact_query(query: str, names: frozenset[str], replacement: str) -> str:
    """Redact query parameters; names are compared decoded and case-insensitively."""
    pairs: list[str] = []
    for pair in query.split("&"):
        name, equals, _ = pair.partition("=")
        is_named = equals and unquote_plus(name).lower() in names
        pairs.append(f"{name}={replacement}" if is_named else pair)
    return "&".join(pairs)


URL_QUERY = re.compile(r"\?([^#]*)")


def redact_url(url: str, names: frozenset[str], replacement: str) -> str:
    """Redact the query of a URL, such as that of a `Referer` header."""
    return URL_QUERY.sub(
        lambda match: f"?{redact_query(match[1], names, replacement)}", url, count=1
    )
