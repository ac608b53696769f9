"""The way of records to their sink."""

from collections.abc import Awaitable, Callable
from contextvars import Context
from inspect import isawaitable
from threading import Lock
from typing import Protocol

from anyio import CapacityLimiter, to_thread

from ..facts import facts
from .errors import Guard
from .record import CaptureRecord
from .tasks import start
from .worker import Worker

MAX_IN_FLIGHT = 1000
"""Records that may be on their way at once: a slow sink must not fill the memory."""


class RecordSource(Protocol):
    """An exchange that is over."""

    context: Context
    """The context of the request."""

    def is_large(self) -> bool:
        """Tell whether making the record takes long enough to be felt."""
        ...

    def make_record(self) -> CaptureRecord:
        """Make the record."""
        ...

    def release(self) -> None:
        """Give the memory back."""
        ...


class RecordQueue:
    """Counts records on their way, and keeps failures of the sink away from requests."""

    def __init__(self, errors: Guard) -> None:
        self._errors = errors
        self._in_flight = 0
        self._dropped = 0
        self._lock = Lock()

    def accepts(self) -> bool:
        """Take a place for one more record, which is to be sent then; where there is none, say so once."""
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
            self._errors.report(RuntimeError(message))
        return False

    def send(self, source: RecordSource) -> None:
        """Make a record and send it. Never raises."""
        raise NotImplementedError

    def _end(self, source: RecordSource) -> None:
        source.release()
        with self._lock:
            self._in_flight -= 1
            dropped, self._dropped = self._dropped, 0
        if dropped:
            message = f"{dropped} capture records were dropped: the sink was too slow."
            self._errors.report(RuntimeError(message))


SINK_WORKER = Worker("capture-records")


class WorkerQueue(RecordQueue):
    """Makes and sends records on a thread of their own."""

    def __init__(self, sink: Callable[[CaptureRecord], None], errors: Guard) -> None:
        super().__init__(errors)
        self._sink = sink

    def send(self, source: RecordSource) -> None:
        """Make a record and send it. Never raises."""
        SINK_WORKER.submit(lambda: self._deliver(source))

    def _deliver(self, source: RecordSource) -> None:
        with self._errors:
            if facts.sends_telemetry:
                source.context.run(self._sink, source.make_record())
            else:
                self._sink(source.make_record())
        self._end(source)


class CallbackQueue(RecordQueue):
    """Calls the application's own function on the event loop, for it may be asynchronous."""

    def __init__(
        self, callback: Callable[[CaptureRecord], object], errors: Guard
    ) -> None:
        super().__init__(errors)
        self._callback = callback
        self._turns: CapacityLimiter | None = None
        """One thread for large records: they keep their order, and leave the others to the application."""

    def send(self, source: RecordSource) -> None:
        """Make a record and send it. Never raises."""
        if not source.is_large():
            self._deliver(source)
            return
        with self._errors:
            start(self._deliver_aside(source), lambda: self._deliver(source))
            return
        self._end(source)

    async def _deliver_aside(self, source: RecordSource) -> None:
        if self._turns is None:
            self._turns = CapacityLimiter(1)
        with self._errors:
            record = await to_thread.run_sync(source.make_record, limiter=self._turns)
            self._call(record, source)
            return
        self._end(source)

    def _deliver(self, source: RecordSource) -> None:
        with self._errors:
            self._call(source.make_record(), source)
            return
        self._end(source)

    def _call(self, record: CaptureRecord, source: RecordSource) -> None:
        result = self._callback(record)
        if result is not None and isawaitable(result):
            start(self._finish(result, source))
        else:
            self._end(source)

    async def _finish(self, result: Awaitable[object], source: RecordSource) -> None:
        try:
            with self._errors:
                await result
        finally:
            self._end(source)
