"""Redacts values and leaves the rest of a text unchanged."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from .clean_json import CleanJson
from .form_names import FormNames
from .json_paths import JsonPath, JsonPaths, Place
from .loose_keys import LooseKeys
from .percent import form_decode
from .redact_json import JsonRedaction, JsonRules, quoted
from .whitespace import BLANK

MAX_NESTING = 16
"""Maximum depth of JSON inside JSON strings; deeper strings are replaced completely.

Each level of ordinary escaping doubles the backslashes, so real documents do not reach
this depth.
"""

FORM_TYPE = "application/x-www-form-urlencoded"
NAMED_VALUE_TYPES = re.compile(
    r"application/x-www-form-urlencoded|multipart/.*|text/event-stream"
)
"""Types other than JSON whose values have names."""
SEQUENCE_TYPES = frozenset(
    {
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonlines",
        "application/json-seq",
    }
)

BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c\x1d\x1f]")
"""Control characters that no text has: it is in another encoding than declared."""
LEAST_PAIR = 3
"""Shorter parts contain no name and value, such as ``a=1``. Most texts in UTF-16 have many."""
DATA_LINE = re.compile("(?:^\ufeff?|[\r\n])data:")
EVENT_LINE = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
DATA = re.compile(r"(data: ?)([^\r\n]*)([\r\n]*)")
PART_HEADER = re.compile(
    f"^content-disposition[{BLANK}]*:", re.IGNORECASE | re.MULTILINE | re.ASCII
)
"""A header of a part of a multipart body."""
INNER_SPACE = re.compile(f"[{BLANK}]")
PAIR = re.compile(r"[^&\r\n]+")
PLAIN_PAIR = re.compile(f"[{BLANK}]*[^{BLANK}=<>\"']+[ \t]*=")
PAIR_END = re.compile(f"(&|(?:\r\n?|\n)(?=[^{BLANK}=&]+=))")
MARKUP = re.compile(r"[<\"{]")
UNENCODED = re.compile(r"[\"{]")
CONTENT_START = re.compile(f"[{BLANK}\x1e]*")
"""A byte order mark, white space, and separators of JSON text sequences."""
VALUE_START = re.compile(r"[\"{\[0-9\-tfn]")
LOOKS_LIKE_JSON = re.compile(
    r"\{[@]*[\"}]|\[[@]*(?:[\"{\[\]0-9-]|true|false|null)".replace("@", BLANK)
)
ESCAPED = re.compile(r"\\.", re.DOTALL)
AFTER_SCALAR = r"[@]*(?:\Z|[\r\n{\[\"])"
AFTER_STRING = re.compile(AFTER_SCALAR.replace("@", BLANK))
SCALAR_FIRST = (
    r"(?:[-+]?(?:[\d.]+|Infinity)|true|false|null|NaN|undefined|None|True|False)"
    + AFTER_SCALAR
)
SCRIPT_FIRST = r"/[/*]|[)\]]|(?:while|for) ?\(|[\w$.]+\([@]*[{\[\"]"
LITERAL_FIRST = (
    r"\{[@]*(?:['/]|(?:[\w$]+[@]*)?(?::|\Z))"
    r"|\[[@]*(?:['/+.]|NaN|Infinity|undefined|None|True|False|\Z)"
)
LINE_FIRST = r"(?:data|event|id|retry)?:|--[^@]+[\r\n]"
START_OF_DATA = re.compile(
    f"{SCALAR_FIRST}|{SCRIPT_FIRST}|{LITERAL_FIRST}|{LINE_FIRST}".replace("@", BLANK),
    re.ASCII,
)
"""The start of a text that can go on with data, though its first characters are not data.

A scalar on its own, a comment, JavaScript with bare keys or a function call around JSON,
what protects JSON from being run as a script, a line of an event stream, or a part of a
multipart body.
"""


class Redactor:
    """Redacts values in JSON, sequences of JSON documents, event streams and forms.

    The text decides what a body is, and not only its declared type, because the
    declaration can be wrong or missing.
    """

    def __init__(self, paths: Iterable[JsonPath], replacement: str) -> None:
        """Prepare the paths."""
        known = tuple(paths)
        self._paths = JsonPaths(known)
        self._clean = CleanJson(known)
        self._names = FormNames(known, self._paths)
        self._keys = LooseKeys(known)
        self._replacement = replacement
        self._literal = quoted(replacement)

    def redact(self, text: str, kind: str, *, is_cut: bool) -> str | None:
        """Replace the values that the paths match.

        Returns `None` if the text may contain values to redact and cannot be read
        completely.
        """
        if is_json_type(kind):
            return None if is_cut else self._document(text)
        if is_sequence_type(kind):
            whole = complete_documents(text) if is_cut else text
            return self._json(whole, self._paths.start, 0, is_sequence=True)
        if kind.startswith("multipart/") or BINARY.search(text):
            return None
        if "data:" in text and DATA_LINE.search(text):
            return self._event_stream(
                text, is_cut=is_cut and kind == "text/event-stream"
            )
        return self._text(text, is_form=kind == FORM_TYPE, is_cut=is_cut)

    def may_concern(self, kind: str, start: str) -> bool:
        """Return whether a body that starts with this text can go on with values to redact."""
        return (
            is_json_type(kind)
            or is_sequence_type(kind)
            or NAMED_VALUE_TYPES.fullmatch(kind) is not None
            or is_one_word(start)
            or looks_like_json(start)
            or is_start_of_data(start[content_start(start) :])
            or self.redact(start, kind, is_cut=True) != start
        )

    def changes(self, text: str, *, is_cut: bool) -> bool:
        """Return whether redaction finds something in a text of unknown type.

        Parts of it between control characters are looked at one by one.
        """
        return any(
            self.redact(part, "", is_cut=is_cut) != part
            for part in BINARY.split(text)
            if len(part) >= LEAST_PAIR
        )

    def _text(self, text: str, *, is_form: bool, is_cut: bool) -> str | None:
        """Redact a text of unknown kind."""
        looks_like = looks_like_json(text)
        if looks_like and is_cut:
            return None
        if starts_like_value(text):
            documents = self._json(text, self._paths.start, 0, is_sequence=True)
            if documents is not None:
                return documents
        if looks_like or PART_HEADER.search(text) or self._keys.start_lines(text):
            return None
        return self._form(text) if is_form or is_one_word(text) else self._prose(text)

    def _document(self, text: str) -> str | None:
        if self._clean.accepts(text):
            return text
        return self._json(text, self._paths.start, 0, is_sequence=False)

    def _json(
        self, text: str, start: Place, nesting: int, *, is_sequence: bool
    ) -> str | None:
        def redact_string(inner: str, place: Place) -> str | None:
            return self._string(inner, place, nesting + 1)

        rules = JsonRules(self._paths, self._literal, redact_string)
        return JsonRedaction(text, rules, is_sequence=is_sequence).run(start)

    def _string(self, text: str, place: Place, nesting: int) -> str | None:
        """Redact a text inside another, which can be JSON."""
        if nesting > MAX_NESTING:
            return None
        if starts_like_value(text):
            documents = self._json(text, place, nesting, is_sequence=True)
            if documents is not None:
                return documents
        return None if looks_like_json(text) or self._keys.are_in(text, place) else text

    def _event_stream(self, text: str, *, is_cut: bool) -> str | None:
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        events: list[list[str]] = [[]]
        for line in EVENT_LINE.split(text.removeprefix(mark)):
            events[-1].append(line)
            if line in {"\n", "\r", "\r\n"}:
                events.append([])
        whole = events[:-1] if is_cut else events
        return join_all([mark, *map(self._event, whole)])

    def _event(self, lines: list[str]) -> str | None:
        """Redact one event, whose `data:` lines together are one text.

        See WHATWG HTML, 9.2.6.
        """
        parts = [(line, DATA.fullmatch(line)) for line in lines]
        data = [match[2] for _, match in parts if match is not None]
        payload = "\n".join(data)
        redacted = self._text(payload, is_form=False, is_cut=False)
        if redacted is None:
            return None
        rest = redacted.split("\n")
        shown: list[str | None] = []
        count = 0
        for line, match in parts:
            if match is None:
                shown.append(self._prose(line))
                continue
            count += 1
            # A value that had several lines has one now. Then the last lines are empty:
            # without them, the end of a line could join that of another.
            until = None if count == len(data) else count
            texts = rest[count - 1 : until] or [""]
            shown += (match[1] + one + match[3] for one in texts)
        return join_all(shown)

    def _form(self, text: str) -> str | None:
        if MARKUP.search(text) and self._keys.are_in(text, self._paths.start):
            # Forms encode these characters. This is something else, in which an `&` does
            # not separate pairs.
            return None
        parts = PAIR_END.split(text)
        return join_all(
            self._pair(part) if index % 2 == 0 else part
            for index, part in enumerate(parts)
        )

    def _prose(self, text: str) -> str | None:
        """Redact a text that is neither JSON nor a form.

        It can have lines such as `name=value`.
        """
        redacted = PAIR.sub(self._plain_pair, text) if "=" in text else text
        return None if self._keys.are_in(redacted, self._paths.start) else redacted

    def _plain_pair(self, match: re.Match[str]) -> str:
        pair = match[0]
        redacted = self._pair(pair) if PLAIN_PAIR.match(pair) else pair
        return pair if redacted is None else redacted

    def _pair(self, pair: str) -> str | None:
        name, equals, value = pair.partition("=")
        if not equals:
            # A name alone can be JSON that was declared or encoded as a form.
            return self._value(name, self._paths.start)
        if self._keys.are_in(name, self._paths.start):
            return None
        place = self._names.place_of(form_decode(name))
        shown = self._replacement if place is None else self._value(value, place)
        return None if shown is None else f"{name}={shown}"

    def _value(self, value: str, place: Place) -> str | None:
        decoded = form_decode(value)
        redacted = self._string(decoded, place, 1)
        if UNENCODED.search(value) and (
            redacted is None or self._keys.are_in(value, place)
        ):
            # Forms encode braces and quotes. This is something else: neither are keys
            # in it members of the value, nor does an `&` separate pairs.
            return None
        if redacted == decoded:
            return value
        if redacted is None:
            redacted = self._replacement
        if value == decoded:
            return redacted
        return quote(redacted, safe=URI_COMPONENT, errors="replace")


URI_COMPONENT = "!~*'()"


def is_json_type(kind: str) -> bool:
    """Return whether a body of this type is one JSON document."""
    return kind in {"application/json", "text/json"} or kind.endswith("+json")


def is_sequence_type(kind: str) -> bool:
    """Return whether a body of this type is a sequence of JSON documents."""
    return kind in SEQUENCE_TYPES or kind.endswith("+json-seq")


def content_start(text: str) -> int:
    """Return the position of the first character that is not blank."""
    match = CONTENT_START.match(text)
    return 0 if match is None else match.end()


def starts_like_value(text: str) -> bool:
    """Return whether a text starts like a JSON value."""
    return VALUE_START.match(text, content_start(text)) is not None


def looks_like_json(text: str) -> bool:
    """Return whether a text starts like a JSON object or array."""
    return LOOKS_LIKE_JSON.match(text, content_start(text)) is not None


def is_start_of_data(text: str) -> bool:
    """Return whether a text can go on with data, whatever it starts with."""
    if not text.startswith('"'):
        return START_OF_DATA.match(text) is not None
    # Not in the pattern: for each escape, it would need memory until the end.
    _, _, after = ESCAPED.sub("_", text[1:]).partition('"')
    return AFTER_STRING.match(after) is not None


def is_one_word(text: str) -> bool:
    """Return whether there is no white space inside a text."""
    return INNER_SPACE.search(text.strip(BLANK)) is None


def join_all(parts: Iterable[str | None], separator: str = "") -> str | None:
    """Join texts; return `None` if one is missing."""
    texts: list[str] = []
    for part in parts:
        if part is None:
            return None
        texts.append(part)
    return separator.join(texts)


def complete_documents(text: str) -> str:
    """Return the text before the document that was truncated."""
    separator = text.rfind("\x1e")
    return text[: text.rfind("\n") + 1 if separator == -1 else separator]


def redact_query(query: str, names: frozenset[str], replacement: str) -> str:
    """Redact query parameters; names are compared decoded and case-insensitively."""
    pairs: list[str] = []
    for pair in query.split("&"):
        # Some servers take `;` for a separator too. What follows a value to redact can
        # also be a part of it.
        shown: list[str] = []
        for part in pair.split(";"):
            name, equals, _ = part.partition("=")
            if equals and is_named(form_decode(name), names):
                shown.append(f"{name}={replacement}")
                break
            shown.append(part)
        pairs.append(";".join(shown))
    return "&".join(pairs)


MEMBER = re.compile(r"[.\[].*", re.DOTALL)


def is_named(name: str, names: frozenset[str]) -> bool:
    """Return whether a name is that of a listed parameter, or of its items or members.

    Examples are `token[]`, `token[0]` and `token.a`.
    """
    lower = name.strip(BLANK).lower()
    return lower in names or MEMBER.sub("", lower) in names


URL_QUERY = re.compile(r"\?([^#]*)")


def redact_url(url: str, names: frozenset[str], replacement: str) -> str:
    """Redact the query of a URL, such as that of a `Referer` header."""
    return URL_QUERY.sub(
        lambda match: f"?{redact_query(match[1], names, replacement)}", url, count=1
    )
