"""The connection of an application to the tests: gates where handlers wait, and functions that report events."""

import asyncio
import copy
import errno
from collections.abc import Callable
from typing import Any


class Lab:
    """The connection for one case."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.records: list[Any] = []
        self.observed: dict[str, list[Any]] = {}
        self.reported: list[Any] = []
        self._permits: dict[str, int] = {}
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self._loop = asyncio.get_running_loop()

    def observe(self, event: str, data: Any = True) -> None:
        """Report what a handler, hook or callback has observed, from any thread."""
        self.observed.setdefault(event, []).append(data)
        self._loop.call_soon_threadsafe(self._look)

    async def gate(self, name: str) -> None:
        """Wait until the client opens the gate."""
        self.observe(f"at {name}")

        def take() -> bool:
            permits = self._permits.get(name, 0)
            if permits > 0:
                self._permits[name] = permits - 1
            return permits > 0

        await self._until(take)

    def go(self, name: str, times: int) -> None:
        """Open a gate for handlers."""
        self._permits[name] = self._permits.get(name, 0) + times
        self._look()

    async def seen(self, event: str, times: int) -> None:
        """Wait until an event has been observed this many times."""
        await self._until(lambda: len(self.observed.get(event, ())) >= times)

    async def recorded(self, count: int) -> None:
        """Wait until there are this many records."""
        await self._until(lambda: len(self.records) >= count)

    def on_capture(self, record: object) -> object:
        """Receive a record, as `on_capture` of the application."""
        self.records.append(copy.deepcopy(record))
        self._look()
        kind = self.settings.get("onCapture", "keep")
        if kind == "throw":
            message = "the sink threw"
            raise RuntimeError(message)
        return {"reject": self._reject, "hang": self._hang, "gate": self._pass}[kind]() if kind != "keep" else None

    def on_error(self, error: Exception) -> None:
        """Receive an error, as `on_error` of the application."""
        number = getattr(error, "errno", None)
        self.reported.append(
            {"name": type(error).__name__, "message": str(error), "code": errno.errorcode.get(number or 0)}
        )
        self._loop.call_soon_threadsafe(self._look)
        if self.settings.get("onError") == "throw":
            message = "onError threw"
            raise RuntimeError(message)

    async def _reject(self) -> None:
        message = "the sink rejected"
        raise RuntimeError(message)

    async def _hang(self) -> None:
        await asyncio.Event().wait()

    async def _pass(self) -> None:
        await self.gate("sink")
        # Reported after the middleware has noticed that the sink is done.
        self._loop.call_later(0.01, self.observe, "sink passed")

    async def _until(self, attempt: Callable[[], bool]) -> None:
        if attempt():
            return
        waiting: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append((attempt, waiting))
        await waiting

    def _look(self) -> None:
        """Resume what is waiting and ready."""
        self._waiting = [(attempt, waiting) for attempt, waiting in self._waiting if not waiting.done()]
        for attempt, waiting in self._waiting:
            if attempt():
                waiting.set_result(None)
