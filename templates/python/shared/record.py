"""What a capture record looks like."""

from typing import Literal, TypeAlias, TypedDict

Outcome: TypeAlias = Literal["completed", "aborted", "failed"]
"""`aborted`: the client left; `failed`: the server broke off."""

Omission: TypeAlias = Literal[
    "empty",
    "content-type",
    "overflow",
    "unredactable",
    "memory",
    "spilled",
    "unread",
]
"""Why a record does not show a body."""


class BodyFacts(TypedDict):
    """What is always told of one body."""

    headers: dict[str, str | list[str]]
    """Names in lower case; a list where a header came several times."""
    size: int
    """Bytes of the body that passed, kept or not."""
    truncated: bool
    """Whether bytes that passed are missing."""


class BodyRecord(BodyFacts, total=False):
    """One body and the headers that came with it."""

    body: str
    """Text, or base64 where `encoding` says so."""
    encoding: Literal["base64"]
    omitted: Omission
    """Why there is no `body`."""
    file: str
    """Where the body is, if it is `spilled`."""
    spilledBytes: int


class ExchangeFacts(TypedDict):
    """What is always told of one exchange."""

    middleware: str
    time: str
    """When the request came in, in ISO 8601."""
    method: str
    path: str
    """As the client sent it, without the query."""
    status: int | None
    """`None`: no head was sent, since the client was gone or the application failed."""
    outcome: Outcome
    timeToHeadMs: float | None
    durationMs: float
    """To the last byte."""


class CaptureRecord(ExchangeFacts, total=False):
    """One exchange, as it was on the wire of this middleware."""

    requestId: str
    query: str
    request: BodyRecord
    response: BodyRecord
