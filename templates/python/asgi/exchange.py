"""Observes the messages of an exchange."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from anyio import CancelScope
from starlette.types import Message, Receive, Scope, Send

from ..facts import facts
from ..shared.record import Outcome
from .capture import ExchangeCapture
from .scope import has_body, is_bodiless

GRACE_SECONDS = 0.005
"""Time after a check in which the client is assumed to be connected."""


@dataclass
class Exchange:
    """Observes the messages of one request and its response, and reports its end once.

    Messages are never delayed or added, and only the response headers are changed.
    """

    scope: Scope
    receive_next: Receive
    send_on: Send
    capture: ExchangeCapture | None = None
    on_head: Callable[[Message], Message] | None = None
    on_done: Callable[[Outcome], None] | None = None
    is_over: bool = field(default=False, init=False)
    """Whether the end has been reported."""
    _is_request_read: bool = field(default=False, init=False)
    _has_trailers: bool = field(default=False, init=False)
    _is_last_sent: bool = field(default=False, init=False)
    _status: int | None = field(default=None, init=False)
    _asked: float = field(default_factory=perf_counter, init=False)
    _kept: list[Message] = field(default_factory=list[Message], init=False)

    async def receive(self) -> Message:
        """Pass a message to the application."""
        message: Message = (
            self._kept.pop(0) if self._kept else await self.receive_next()
        )
        kind = message["type"]
        if kind == "http.request":
            is_last = not message.get("more_body", False)
            self._is_request_read = self._is_request_read or is_last
            self._asked = perf_counter()
            if self.capture is not None:
                self.capture.request_body(message.get("body", b""), is_last=is_last)
        elif kind == "http.disconnect" and not self._is_last_sent:
            self._leave()
        return message

    async def send(self, message: Message) -> None:
        """Pass on a message of the application."""
        is_last = False
        if message["type"] == "http.response.start":
            if perf_counter() - self._asked >= GRACE_SECONDS:
                await self._ask()
            message = self._head(message)
        else:
            is_last = self._is_last(message)
        if is_last:
            if perf_counter() - self._asked >= GRACE_SECONDS:
                await self._ask()
            self._is_last_sent = True
        try:
            await self.send_on(message)
        except OSError:
            # Servers raise this if the client has disconnected.
            self._settle("aborted")
            raise
        self._status = message.get("status", self._status)
        if is_last:
            self._settle("completed")

    async def close(self) -> None:
        """Report the end, whether the application has returned or raised."""
        if not self.is_over:
            with CancelScope(shield=True):
                await self._ask()
            self._settle("failed")

    def _head(self, message: Message) -> Message:
        self._has_trailers = message.get("trailers", False)
        if not facts.captures:
            return message if self.on_head is None else self.on_head(message)
        if self.on_head is not None:
            message = self.on_head(message)
        if facts.captures_responses and not isinstance(
            message.get("headers", ()), (list, tuple)
        ):
            # An iterator can be read only once, so pass a list on to the server.
            message = {**message, "headers": list(message["headers"])}
        if self.capture is not None:
            self.capture.head(message)
        return message

    def _is_last(self, message: Message) -> bool:
        """Process a message after the first one; return whether it is the last."""
        kind = message["type"]
        if kind == "http.response.body":
            if self.capture is not None:
                self.capture.response_body(message.get("body", b""))
            return not message.get("more_body", False) and not self._has_trailers
        if kind == "http.response.trailers":
            return not message.get("more_trailers", False)
        if kind in {"http.response.pathsend", "http.response.zerocopysend"}:
            if self.capture is not None:
                self.capture.response_file()
            return not message.get("more_body", False) and not self._has_trailers
        return False

    def _settle(self, outcome: Outcome) -> None:
        if self.is_over:
            return
        self.is_over = True
        if self.capture is not None:
            self.capture.done(outcome)
        if self.on_done is not None:
            self.on_done(outcome)

    def _leave(self) -> None:
        """Report the end after the client has disconnected."""
        has_all = self._status is not None and is_bodiless(
            self.scope["method"], self._status
        )
        self._settle("completed" if has_all else "aborted")

    async def _ask(self) -> None:
        """Ask the server whether the client is still connected.

        Some servers silently discard what is sent to a disconnected client. This must
        not be called before the whole request has been read, because it would take the
        body from the application.
        """
        if self.is_over or (not self._is_request_read and has_body(self.scope)):
            return
        self._asked = perf_counter()
        # A request without a body also has one message; after that there is only a
        # disconnect.
        for _ in range(2):
            message: Message | None = None
            with CancelScope() as scope:
                scope.cancel()
                message = await self.receive_next()
            if message is None:
                return
            self._kept.append(message)
            if message["type"] == "http.disconnect":
                self._leave()
                return
