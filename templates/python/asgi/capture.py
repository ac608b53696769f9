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
    statuses: frozenset[int] = frozenset()
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
        # The original: later steps and the application may change it.
        self._scope = dict(scope)
        self._time = time_ns()
        self._started = started
        self._request_id = request_id
        self._is_read = False
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
        self._status: int | None = None
        self._time_to_head: float | None = None
        self._outcome: Outcome = "failed"
        self._duration = 0.0
        self._is_over = False
        self.context = copy_context()

    def is_wanted(self, status: int | None) -> bool:
        """Return whether a response with this status is recorded."""
        return not self._settings.statuses or status in self._settings.statuses

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
        self._time_to_head = round((sent - self._started) * 1_000_000) / 1000
        if not self.is_wanted(status):
            self._abandon()
            return
        body = self._response
        if body is None:
            return
        body.headers = headers
        if is_bodiless(self._scope["method"], status):
            # No body is sent, whatever the application does.
            body.omitted = "empty"

    def response_body(self, chunk: Buffer) -> None:
        """Record a chunk of the response body."""
        if self._response is not None and not self._is_over:
            self._response.add(chunk)

    def response_file(self) -> None:
        """Record that the server sends a file itself, without showing its content."""
        if self._response is not None:
            self._response.omitted = "unread"

    def done(self, outcome: Outcome) -> None:
        """Send the record when the exchange is over."""
        if self._is_over:
            return
        if not self.is_wanted(self._status) or not self._records.accepts():
            self._abandon()
            return
        self._is_over = True
        self._outcome = outcome
        self._duration = round((perf_counter() - self._started) * 1_000_000) / 1000
        self._records.send(self)

    def is_large(self) -> bool:
        """Return whether creating the record could delay other requests."""
        limit = (
            LARGE_TO_DECODE
            if self._settings.disclosure.redactor is None
            else LARGE_TO_REDACT
        )
        return (self._request is not None and self._request.is_large(limit)) or (
            self._response is not None and self._response.is_large(limit)
        )

    def make_record(self) -> CaptureRecord:
        """Create the record."""
        settings = self._settings
        query: str = self._scope.get("query_string", b"").decode("latin-1")
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
            "method": self._scope["method"],
            "path": sent_path(self._scope),
            **asked,
            "status": self._status,
            "outcome": self._outcome,
            "timeToHeadMs": self._time_to_head,
            "durationMs": self._duration,
        }
        if self._request is not None:
            if not self._is_request_whole(self._request):
                self._request.omitted = "unread"
            record["request"] = describe_body(self._request, settings.disclosure)
        if self._response is not None:
            record["response"] = describe_body(self._response, settings.disclosure)
        return record

    def release(self) -> None:
        """Release the memory."""
        if self._request is not None:
            self._request.kept.release()
        if self._response is not None:
            self._response.kept.release()

    def _abandon(self) -> None:
        """Stop observing the exchange without creating a record."""
        self._is_over = True
        self.release()
        if self._request is not None and self._request.file is not None:
            self._request.file.discard()
        if self._response is not None and self._response.file is not None:
            self._response.file.discard()

    def _is_request_whole(self, body: BodyRecorder) -> bool:
        if self._is_read or not has_body(self._scope):
            return True
        return str(body.size) == body.header("content-length")
