"""Records bodies as they pass."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .errors import ErrorReporter
from .media import is_media
from .memory import GrowingBytes
from .record import Omission
from .redact import Redactor
from .spill import SpillFile
from .store import SpillStore
from .text import (
    charset_of,
    decode_text,
    is_unlikely_utf_16,
    media_type,
    other_readings,
)

Buffer: TypeAlias = bytes | bytearray | memoryview
RawHeaders: TypeAlias = Sequence[tuple[bytes, bytes]]
HeaderFields: TypeAlias = dict[str, str | list[str]]
"""Names in lower case; a list if a header occurs several times."""


@dataclass(frozen=True)
class BodySettings:
    """How a body is captured."""

    max_bytes: int
    memory_limit: int
    """Number of bytes that all captured bodies in the process may hold together."""
    content_types: re.Pattern[str]
    """Media types to capture."""
    drop: bool = False
    """Drop bodies larger than `max_bytes` completely."""
    spill: SpillStore | None = None
    """Where bodies larger than `max_bytes` are written."""


class BodyRecorder:
    """Records one body: counts all bytes and keeps those within the limits."""

    def __init__(
        self,
        settings: BodySettings,
        headers: RawHeaders,
        errors: ErrorReporter,
        redactor: Redactor | None,
    ) -> None:
        """Begin a body with these headers."""
        self.size = 0
        """Number of bytes seen, including those that were not kept."""
        self.omitted: Omission | None = None
        self.settings = settings
        self.headers = headers
        """The headers sent with the body."""
        self.kept = GrowingBytes()
        self.file: SpillFile | None = None
        """The file that the body is written to once it is larger than `max_bytes`."""
        self._errors = errors
        self._redactor = redactor
        self._fields: HeaderFields | None = None

    def add(self, chunk: Buffer) -> None:
        """Record a chunk of the body."""
        data = bytes(chunk)
        length = len(data)
        if length == 0 or self.omitted == "empty":
            return
        settings = self.settings
        if self.size == 0:
            found = media_type(self.header("content-type"))
            if settings.content_types.fullmatch(found) is None:
                self.omitted = "content-type"
        self.size += length
        if self.omitted is not None:
            return
        if settings.drop and self.size > settings.max_bytes:
            self.omit("overflow")
            return
        wanted = min(length, settings.max_bytes - self.kept.length)
        if wanted > 0 and not self.kept.append(
            data[:wanted], settings.max_bytes, settings.memory_limit
        ):
            self.omit("memory")
        elif self.size > settings.max_bytes and settings.spill is not None:
            self._spill(settings.spill, data[wanted:])

    def fields(self) -> HeaderFields:
        """Return the headers by name; computed on first use."""
        if self._fields is None:
            self._fields = header_fields(self.headers)
        return self._fields

    def header(self, name: str) -> str | None:
        """Return the value of a header; `None` if it is missing."""
        value = self.fields().get(name)
        return ", ".join(value) if isinstance(value, list) else value

    def coding(self) -> str:
        """Return the content coding in lower case; empty if there is none."""
        coding = (self.header("content-encoding") or "").strip().lower()
        return "" if coding == "identity" else coding

    def is_large(self, limit: int) -> bool:
        """Return whether describing the body takes long."""
        return self.kept.length >= limit or self.file is not None

    def omit(self, reason: Omission) -> None:
        """Stop keeping bytes and release those kept so far."""
        self.omitted = reason
        self.kept.release()

    def _spill(self, store: SpillStore, rest: bytes) -> None:
        if self.file is None:
            head = self.kept.content()
            if self._may_concern(head):
                self.omit("unredactable")
                return
            self.file = SpillFile(store, self.settings.memory_limit, self._errors)
            self.file.write(head)
        self.file.write(rest)

    def _may_concern(self, head: bytes) -> bool:
        """Return whether a body with this start may need redaction."""
        if self._redactor is None:
            return False
        if self.coding() != "" or self.header("content-range") is not None:
            return True
        content_type = self.header("content-type")
        text = decode_text(head, charset_of(content_type), is_cut=True)
        if text is None:
            return not is_media(head, content_type)
        # What follows can be read in another character set too.
        return any(
            other != text for other in other_readings(head, content_type, is_cut=True)
        ) or self._redactor.may_concern(media_type(content_type), text)


def is_doubtful(
    text: str,
    data: bytes,
    content_type: str | None,
    redactor: Redactor,
    *,
    is_cut: bool,
) -> bool:
    """Return whether bytes may need redaction if the declared charset is wrong."""
    return is_unlikely_utf_16(text, content_type) or any(
        other != text and redactor.changes(other, is_cut=is_cut)
        for other in other_readings(data, content_type, is_cut=is_cut)
    )


def header_fields(headers: RawHeaders) -> HeaderFields:
    """Return headers as text by name."""
    fields: HeaderFields = {}
    for raw_name, raw_value in headers:
        name = raw_name.decode("latin-1").lower()
        value = raw_value.decode("latin-1")
        earlier = fields.get(name)
        if earlier is None:
            fields[name] = value
        elif isinstance(earlier, list):
            earlier.append(value)
        else:
            fields[name] = [earlier, value]
    return fields
