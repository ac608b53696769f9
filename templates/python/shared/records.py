"""Passes records to their sink."""

from collections.abc import Awaitable, Callable
from contextvars import Context
from inspect import isawaitable
from threading import Lock
from typing import Protocol

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

from ..facts import facts
from .errors import ErrorReporter
from .record import CaptureRecord
from .tasks import start
from .worker import Worker

MAX_IN_FLIGHT = 1000
"""Maximum number of pending records, so that a slow sink cannot exhaust memory."""

SINK_WORKER = Worker("capture-records")


class RecordSource(Protocol):
    """A finished exchange."""

    context: Context
    """The context of the request."""

    def is_large(self) -> bool:
        """Return whether creating the record could delay other requests."""
        ...

    def make_record(self) -> CaptureRecord:
        """Create the record."""
        ...

    def release(self) -> None:
        """Release the memory."""
        ...


class RecordQueue:
    """Creates records and passes them to a sink, and reports its errors."""

    def __init__(
        self, sink: Callable[[CaptureRecord], object], errors: ErrorReporter
    ) -> None:
        """Create an empty queue."""
        self.errors = errors
        self._sink = sink
        self._in_flight = 0
        self._dropped = 0
        self._lock = Lock()

    def accepts(self) -> bool:
        """Reserve a place for a record; report once when the queue is full."""
        with self._lock:
            if self._in_flight < MAX_IN_FLIGHT:
                self._in_flight += 1
                return True
            is_first = self._dropped == 0
            self._dropped += 1
        if is_first:
            message = (
                f"{MAX_IN_FLIGHT} capture records are in flight:"
                " new ones are dropped until the sink catches up."
            )
            self.errors.report(RuntimeError(message))
        return False

    def send(self, source: RecordSource) -> None:
        """Create a record and send it. Never raises."""
        if not facts.writes_records:
            raise NotImplementedError
        # The sink may block, so it must not run on the event loop.
        SINK_WORKER.submit(lambda: self._deliver(source))

    def _deliver(self, source: RecordSource) -> None:
        try:
            if facts.sends_telemetry:
                source.context.run(self._sink, source.make_record())
            else:
                self._sink(source.make_record())
        except Exception as error:
            self.errors.report(error)
        self._end(source)

    def _end(self, source: RecordSource) -> None:
        source.release()
        with self._lock:
            self._in_flight -= 1
            dropped, self._dropped = self._dropped, 0
        if dropped:
            message = f"{dropped} capture records were dropped: the sink was too slow."
            self.errors.report(RuntimeError(message))


class CallbackQueue(RecordQueue):
    """Calls the application's function on the event loop; it may be asynchronous."""

    def __init__(
        self, callback: Callable[[CaptureRecord], object], errors: ErrorReporter
    ) -> None:
        """Keep the function of the application."""
        super().__init__(callback, errors)
        self._turns = RunVar[CapacityLimiter | None]("turns", None)
        """One thread for large records keeps their order and other threads free."""

    def send(self, source: RecordSource) -> None:
        """Create a record and send it. Never raises."""
        if not source.is_large():
            self._deliver_here(source)
            return
        try:
            start(self._deliver_aside(source), lambda: self._deliver_here(source))
        except Exception as error:
            self._fail(error, source)

    async def _deliver_aside(self, source: RecordSource) -> None:
        turns = self._turns.get()
        if turns is None:
            turns = CapacityLimiter(1)
            self._turns.set(turns)
        try:
            record = await to_thread.run_sync(source.make_record, limiter=turns)
            self._call(record, source)
        except Exception as error:
            self._fail(error, source)

    def _deliver_here(self, source: RecordSource) -> None:
        try:
            self._call(source.make_record(), source)
        except Exception as error:
            self._fail(error, source)

    def _fail(self, error: Exception, source: RecordSource) -> None:
        self.errors.report(error)
        self._end(source)

    def _call(self, record: CaptureRecord, source: RecordSource) -> None:
        result = self._sink(record)
        if result is not None and isawaitable(result):
            start(self._finish(result, source))
        else:
            self._end(source)

    async def _finish(self, result: Awaitable[object], source: RecordSource) -> None:
        try:
            await result
        except Exception as error:
            self.errors.report(error)
        finally:
            self._end(source)
