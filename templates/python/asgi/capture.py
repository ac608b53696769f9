"""Captures exchanges and creates their records."""

from contextvars import copy_context
from dataclasses import dataclass
from time import perf_counter, time_ns

from starlette.types import Scope

from ..shared.body import BodyRecorder, BodySettings, Buffer, RawHeaders
from ..shared.content import Disclosure, describe_body
from ..shared.record import CaptureRecord, OptionalFacts, Outcome
from ..shared.records import RecordQueue
from ..shared.redact import redact_query
from ..shared.values import iso_time
from .scope import has_body, is_bodiless, sent_path

LARGE_TO_REDACT = 32_768
LARGE_TO_DECODE = 262_144
"""Size from which on decoding and redacting bodies could delay other requests."""


@dataclass(frozen=True, kw_only=True)
class CaptureSettings:
    """The capture settings of one middleware, as given in the spec."""

    middleware: str
    disclosure: Disclosure
    request: BodySettings | None = None
    response: BodySettings | None = None
    statuses: tuple[range, ...] = ()
    """Status codes to record; empty: all."""


class ExchangeCapture:
    """Observes one exchange and creates its record."""

    def __init__(
        self,
        settings: CaptureSettings,
        records: RecordQueue,
        scope: Scope,
        started: float,
        request_id: str | None = None,
    ) -> None:
        """Begin with the request."""
        self._settings = settings
        self._records = records
        self._scope = scope
        self._time = time_ns()
        self._started = started
        self._request_id = request_id
        self._method: str = scope["method"]
        self._path = sent_path(scope)
        self._query: bytes = scope.get("query_string", b"")
        self._is_read = False
        # The original headers: later steps and the application may replace them.
        headers: RawHeaders = tuple(scope.get("headers", ()))
        self._request: BodyRecorder | None = None
        if settings.request is not None:
            self._request = BodyRecorder(
                settings.request, headers, records.errors, settings.disclosure.redactor
            )
        self._response: BodyRecorder | None = None
        if settings.response is not None:
            self._response = BodyRecorder(
                settings.response, (), records.errors, settings.disclosure.redactor
            )
        self._is_seen = True
        self._bodies = [
            body for body in (self._request, self._response) if body is not None
        ]
        self._status: int | None = None
        self._time_to_head: float | None = None
        self._outcome: Outcome = "failed"
        self._duration = 0.0
        self._is_over = False
        self.context = copy_context()

    def request_body(self, chunk: Buffer, *, is_last: bool) -> None:
        """Record a chunk of the request body."""
        if self._request is not None and not self._is_over:
            self._request.add(chunk)
            self._is_read = self._is_read or is_last

    def head(self, status: int, headers: RawHeaders, sent: float) -> None:
        """Record the status and headers of a response."""
        if self._is_over or self._status is not None:
            return
        self._status = status
        self._time_to_head = sent - self._started
        if not self._is_wanted():
            self._abandon()
            return
        body = self._response
        if body is None:
            return
        body.headers = headers
        if is_bodiless(self._method, status):
            # No body is sent, whatever the application does.
            body.omitted = "empty"

    def response_body(self, chunk: Buffer) -> None:
        """Record a chunk of the response body."""
        if self._response is not None and not self._is_over:
            self._response.add(chunk)

    def response_file(self) -> None:
        """Record that the server sends a file itself, without showing its content."""
        self._is_seen = False

    def done(self, outcome: Outcome) -> None:
        """Send the record when the exchange is over."""
        if self._is_over:
            return
        if not self._is_wanted() or not self._records.accepts():
            self._abandon()
            return
        self._is_over = True
        self._outcome = outcome
        self._duration = perf_counter() - self._started
        self._records.send(self)

    def is_large(self) -> bool:
        """Return whether creating the record could delay other requests."""
        limit = (
            LARGE_TO_DECODE
            if self._settings.disclosure.redactor is None
            else LARGE_TO_REDACT
        )
        return any(
            body.kept.length >= limit or body.file is not None for body in self._bodies
        )

    def make_record(self) -> CaptureRecord:
        """Create the record."""
        settings = self._settings
        query = self._query.decode("latin-1")
        if settings.disclosure.redacted_query:
            query = redact_query(
                query,
                settings.disclosure.redacted_query,
                settings.disclosure.replacement,
            )
        identified: OptionalFacts = (
            {} if self._request_id is None else {"requestId": self._request_id}
        )
        asked: OptionalFacts = {"query": query} if query else {}
        record: CaptureRecord = {
            "middleware": settings.middleware,
            "time": iso_time(self._time),
            **identified,
            "method": self._method,
            "path": self._path,
            **asked,
            "status": self._status,
            "outcome": self._outcome,
            "timeToHeadMs": None
            if self._time_to_head is None
            else milliseconds(self._time_to_head),
            "durationMs": milliseconds(self._duration),
        }
        if self._request is not None:
            is_whole = self._is_request_whole(self._request)
            record["request"] = describe_body(
                self._request, settings.disclosure, is_whole=is_whole
            )
        if self._response is not None:
            record["response"] = describe_body(
                self._response, settings.disclosure, is_whole=self._is_seen
            )
        return record

    def release(self) -> None:
        """Release the memory."""
        for body in self._bodies:
            body.release()

    def _abandon(self) -> None:
        """Stop observing the exchange without creating a record."""
        self._is_over = True
        self.release()
        for body in self._bodies:
            if body.file is not None:
                body.file.discard()

    def _is_wanted(self) -> bool:
        statuses = self._settings.statuses
        return not statuses or any(self._status in wanted for wanted in statuses)

    def _is_request_whole(self, body: BodyRecorder) -> bool:
        if self._is_read or not has_body(self._scope):
            return True
        return str(body.size) == body.header("content-length")


def milliseconds(seconds: float) -> float:
    """Convert to milliseconds with a reasonable precision."""
    return round(seconds * 1000, 3)
