"""Describes bodies and headers for records."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

from .body import BodyRecorder, HeaderFields, is_doubtful
from .decompress import decompress
from .media import is_media
from .record import BodyRecord
from .redact import Redactor, redact_url
from .text import decode_text, media_type


@dataclass(frozen=True)
class Disclosure:
    """What records may contain."""

    redacted_headers: frozenset[str]
    replacement: str
    redacted_query: frozenset[str] = frozenset()
    redactor: Redactor | None = None
    decompress: bool = False
    """Decode gzip and deflate bodies."""


def describe_body(
    body: BodyRecorder, disclosure: Disclosure, *, is_whole: bool
) -> BodyRecord:
    """Describe a body and its headers."""
    facts: BodyRecord = {
        "headers": shown_headers(body.fields(), disclosure),
        "size": body.size,
        "truncated": False,
    }
    if body.file is not None:
        body.file.close()
        if body.file.path is not None:
            facts["truncated"] = body.file.is_cut
            facts["omitted"] = "spilled"
            facts["file"] = str(body.file.path)
            facts["spilledBytes"] = body.file.size
            return facts
    if not is_whole:
        facts["omitted"] = "unread"
    elif body.size == 0:
        facts["omitted"] = "empty"
    elif body.omitted is not None:
        facts["omitted"] = body.omitted
    else:
        show_content(facts, body, disclosure)
    return facts


def show_content(facts: BodyRecord, body: BodyRecorder, disclosure: Disclosure) -> None:
    """Add the content of a body to its description, as text if possible."""
    content = body.content()
    is_cut = len(content) < body.size
    content_type = body.header("content-type")
    coding = body.coding()
    is_opaque = coding != ""
    if is_opaque and disclosure.decompress:
        decoded = decompress(content, coding, body.settings.max_bytes)
        if decoded is not None:
            is_opaque = False
            content = decoded[0]
            is_cut = is_cut or decoded[1]
    text = None if is_opaque else decode_text(content, content_type, is_cut=is_cut)
    redactor = disclosure.redactor
    if redactor is not None:
        # Where a range of a document starts, and so what its keys stand for, is not
        # known.
        if is_opaque or body.header("content-range") is not None:
            facts["omitted"] = "unredactable"
            return
        if text is not None:
            is_secret = is_doubtful(
                text, content, content_type, redactor, is_cut=is_cut
            )
            kind = media_type(content_type)
            text = None if is_secret else redactor.redact(text, kind, is_cut=is_cut)
            is_secret = text is None
        else:
            is_secret = not is_media(content, content_type)
        if is_secret:
            facts["omitted"] = "unredactable"
            return
    facts["truncated"] = is_cut
    if text is None:
        facts["body"] = b64encode(content).decode("ascii")
        facts["encoding"] = "base64"
    else:
        facts["body"] = text


URL_HEADERS = frozenset({"content-location", "location", "referer"})
"""Headers that contain a URL, whose query may contain secrets."""


def shown_headers(fields: HeaderFields, disclosure: Disclosure) -> HeaderFields:
    """Return headers for a record, with secrets redacted."""
    shown = dict(fields)
    hidden = disclosure.redacted_headers
    if not hidden.isdisjoint(shown):
        for name in hidden.intersection(shown):
            shown[name] = replaced(shown[name], lambda _: disclosure.replacement)
    if disclosure.redacted_query and not URL_HEADERS.isdisjoint(shown):
        for name in URL_HEADERS.intersection(shown) - hidden:
            shown[name] = replaced(
                shown[name],
                lambda url: redact_url(
                    url, disclosure.redacted_query, disclosure.replacement
                ),
            )
    return shown


def replaced(value: str | list[str], replace: Callable[[str], str]) -> str | list[str]:
    """Replace the value of a header, or each of several values."""
    return (
        [replace(one) for one in value] if isinstance(value, list) else replace(value)
    )
