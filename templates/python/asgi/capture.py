"""One exchange and its record."""

from contextvars import copy_context
from dataclasses import dataclass
from time import perf_counter, time_ns

from starlette.types import Message, Scope

from ..shared.body import BodyRecorder, BodySettings, Buffer, RawHeaders
from ..shared.content import Disclosure, describe_body
from ..shared.errors import Guard
from ..shared.record import CaptureRecord, Outcome
from ..shared.records import RecordQueue
from ..shared.redact import redact_query
from ..shared.values import iso_time
from .scope import has_body, is_bodiless, sent_path

LARGE_TO_REDACT = 32_768
LARGE_TO_DECODE = 262_144
"""Bytes from which on reading through bodies could hold other requests up."""


@dataclass(frozen=True, kw_only=True)
class CaptureSettings:
    """What the spec says about the records of one middleware."""

    middleware: str
    disclosure: Disclosure
    request: BodySettings | None = None
    response: BodySettings | None = None
    statuses: tuple[range, ...] = ()
    """Only these make a record; empty: all."""


@dataclass(frozen=True)
class CaptureOutlet:
    """Where records go, and where failures on the way are told."""

    records: RecordQueue
    errors: Guard


class ExchangeCapture:
    """Follows one exchange, and makes its record."""

    def __init__(
        self,
        settings: CaptureSettings,
        outlet: CaptureOutlet,
        scope: Scope,
        started: float,
        request_id: str | None = None,
    ) -> None:
        self._settings = settings
        self._outlet = outlet
        self._scope = scope
        self._time = time_ns()
        self._started = started
        self._request_id = request_id
        self._method: str = scope["method"]
        self._path = sent_path(scope)
        self._query: bytes = scope.get("query_string", b"")
        self._is_read = False
        # As they came in: steps that follow, and the application, may put others in their place.
        headers: RawHeaders = tuple(scope.get("headers", ()))
        self._request: BodyRecorder | None = None
        if settings.request is not None:
            self._request = BodyRecorder(
                settings.request, headers, outlet.errors, settings.disclosure.redactor
            )
        self._response: BodyRecorder | None = None
        if settings.response is not None:
            self._response = BodyRecorder(
                settings.response, (), outlet.errors, settings.disclosure.redactor
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
        """See a piece of the request's body on its way to the application."""
        if self._request is not None and not self._is_over:
            self._request.add(chunk)
            self._is_read = self._is_read or is_last

    def head(self, message: Message) -> None:
        """See the head of the response, as it is about to be committed; a second one servers refuse."""
        if self._is_over or self._status is not None:
            return
        status: int = message["status"]
        self._status = status
        self._time_to_head = perf_counter() - self._started
        if not self._is_wanted():
            self._abandon()
            return
        body = self._response
        if body is None:
            return
        # A copy: who is further out may go on changing the list.
        body.headers = tuple(message.get("headers", ()))
        if is_bodiless(self._method, status):
            # Whatever the application sends, no body goes out.
            body.omitted = "empty"

    def response_body(self, chunk: Buffer) -> None:
        """See a piece of the response's body on its way out."""
        if self._response is not None and not self._is_over:
            self._response.add(chunk)

    def response_file(self) -> None:
        """Know that the server sends a file itself: nobody here sees what is in it."""
        self._is_seen = False

    def done(self, outcome: Outcome) -> None:
        """Send the record: the exchange is over."""
        if self._is_over:
            return
        if not self._is_wanted() or not self._outlet.records.accepts():
            self._abandon()
            return
        self._is_over = True
        self._outcome = outcome
        self._duration = perf_counter() - self._started
        self._outlet.records.send(self)

    def is_large(self) -> bool:
        """Tell whether making the record takes long enough to be felt."""
        limit = (
            LARGE_TO_DECODE
            if self._settings.disclosure.redactor is None
            else LARGE_TO_REDACT
        )
        return any(body.held >= limit or body.file is not None for body in self._bodies)

    def make_record(self) -> CaptureRecord:
        """Make the record."""
        settings = self._settings
        query = self._query.decode("latin-1")
        record: CaptureRecord = {
            "middleware": settings.middleware,
            "time": iso_time(self._time),
            "requestId": self._request_id or "",
            "method": self._method,
            "path": self._path,
            "query": redact_query(
                query,
                settings.disclosure.redacted_query,
                settings.disclosure.replacement,
            )
            if settings.disclosure.redacted_query
            else query,
            "status": self._status,
            "outcome": self._outcome,
            "timeToHeadMs": None
            if self._time_to_head is None
            else milliseconds(self._time_to_head),
            "durationMs": milliseconds(self._duration),
        }
        # Taken out where there is none: what is put in later comes last.
        if not query:
            del record["query"]
        if self._request_id is None:
            del record["requestId"]
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
        """Give the memory back."""
        for body in self._bodies:
            body.release()

    def _abandon(self) -> None:
        """Stop following the exchange, and leave no trace of it."""
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
    """Round to what is worth telling."""
    return round(seconds * 1000, 3)
