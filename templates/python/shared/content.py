"""Describes bodies and headers for records."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

from .body import BodyRecorder, HeaderFields, is_doubtful
from .decompress import decompress
from .media import is_media
from .record import BodyRecord
from .redact import Redactor, redact_url
from .spill import SpillFile
from .text import charset_of, decode_text, media_type


@dataclass(frozen=True)
class Disclosure:
    """What records may contain."""

    redacted_headers: frozenset[str]
    replacement: str
    redacted_query: frozenset[str] = frozenset()
    redactor: Redactor | None = None
    decompress: bool = False
    """Decode gzip and deflate bodies."""


def describe_body(body: BodyRecorder, disclosure: Disclosure) -> BodyRecord:
    """Describe a body and its headers, with its content as text if possible."""
    facts: BodyRecord = {
        "headers": shown_headers(body.fields(), disclosure),
        "size": body.size,
        "truncated": False,
    }
    if body.file is not None and describe_file(facts, body.file):
        return facts
    if body.omitted is not None or body.size == 0:
        facts["omitted"] = body.omitted or "empty"
        return facts
    content = body.kept.content()
    is_cut = len(content) < body.size
    content_type = body.header("content-type")
    coding = body.coding()
    if coding and disclosure.decompress:
        decoded = decompress(content, coding, body.settings.max_bytes)
        if decoded is not None:
            coding = ""
            content = decoded[0]
            is_cut = is_cut or decoded[1]
    charset = None if coding else charset_of(content_type)
    text = decode_text(content, charset, is_cut=is_cut)
    redactor = disclosure.redactor
    if redactor is not None:
        # Where a range of a document starts, and so what its keys stand for, is not
        # known.
        if coding or body.header("content-range") is not None:
            is_secret = True
        elif text is not None:
            is_secret = charset != "utf-8" and is_doubtful(
                text, content, content_type, redactor, is_cut=is_cut
            )
            kind = media_type(content_type)
            text = None if is_secret else redactor.redact(text, kind, is_cut=is_cut)
            is_secret = text is None
        else:
            is_secret = not is_media(content, content_type)
        if is_secret:
            facts["omitted"] = "unredactable"
            return facts
    facts["truncated"] = is_cut
    if text is None:
        facts["body"] = b64encode(content).decode("ascii")
        facts["encoding"] = "base64"
    else:
        facts["body"] = text
    return facts


def describe_file(facts: BodyRecord, file: SpillFile) -> bool:
    """Describe the file that a body was written to; return whether there is one."""
    file.close()
    if file.path is None:
        return False
    facts["truncated"] = file.is_cut
    facts["omitted"] = "spilled"
    facts["file"] = str(file.path)
    facts["spilledBytes"] = file.size
    return True


URL_HEADERS = frozenset({"content-location", "location", "referer"})
"""Headers that contain a URL, whose query may contain secrets."""


def shown_headers(fields: HeaderFields, disclosure: Disclosure) -> HeaderFields:
    """Return headers for a record, with secrets redacted."""
    shown = dict(fields)
    hidden = disclosure.redacted_headers
    for name in hidden.intersection(shown):
        shown[name] = (
            [disclosure.replacement for _ in shown[name]]
            if isinstance(shown[name], list)
            else disclosure.replacement
        )
    if disclosure.redacted_query:
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
