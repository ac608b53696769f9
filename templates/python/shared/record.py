"""The types of a capture record."""

from typing import Literal, TypeAlias, TypedDict

Outcome: TypeAlias = Literal["completed", "aborted", "failed"]
"""`aborted`: the client disconnected. `failed`: the server stopped before the end."""

Omission: TypeAlias = Literal[
    "empty",
    "content-type",
    "overflow",
    "unredactable",
    "memory",
    "spilled",
    "unread",
]
"""Why a record does not contain a body."""


class BodyFacts(TypedDict):
    """The required keys of a body's description."""

    headers: dict[str, str | list[str]]
    """Names in lower case; a list if a header occurs several times."""
    size: int
    """Number of body bytes, including those that were not kept."""
    truncated: bool
    """Whether bytes are missing from `body` or `file`."""


class BodyRecord(BodyFacts, total=False):
    """A body with its headers."""

    body: str
    """Text, or base64 if `encoding` says so."""
    encoding: Literal["base64"]
    omitted: Omission
    """Why there is no `body`."""
    file: str
    """The path of the file, if the body was spilled."""
    spilledBytes: int


class ExchangeFacts(TypedDict):
    """The required keys of a record."""

    middleware: str
    time: str
    """When the request was received, in ISO 8601."""
    method: str
    path: str
    """As sent by the client, without the query."""
    status: int | None
    """`None` if no response was started."""
    outcome: Outcome
    timeToHeadMs: float | None
    durationMs: float
    """Until the last byte."""


class OptionalFacts(TypedDict, total=False):
    """The keys of a record that are not always there."""

    requestId: str
    query: str
    request: BodyRecord
    response: BodyRecord


class CaptureRecord(ExchangeFacts, OptionalFacts):
    """One exchange as seen by this middleware."""
