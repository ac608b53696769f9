"""Observes the messages of an exchange."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from anyio import CancelScope
from starlette.types import Message, Receive, Scope, Send

from ..facts import facts
from ..shared.record import Outcome
from ..shared.tasks import at_once, quickly_at_once
from .capture import ExchangeCapture
from .scope import has_body, is_bodiless

FILES = frozenset({"http.response.pathsend", "http.response.zerocopysend"})
"""Messages by which the server sends a file itself."""

NO_BODY = {"type": "http.request", "body": b"", "more_body": False}
"""The message of a request without a body."""

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
    is_over: bool = False
    """Whether the end has been reported, or will not be."""
    _is_request_read: bool = False
    _has_trailers: bool = False
    _is_last_sent: bool = False
    _status: int | None = None
    _asked: float = float("-inf")
    """When the client was last known to be connected."""
    _kept: tuple[Message | Exception, ...] = ()
    """What the server has answered, for the application."""

    async def receive(self) -> Message:
        """Pass a message to the application."""
        if self._kept:
            message, self._kept = self._kept[0], self._kept[1:]
        else:
            message = await self.receive_next()
        if isinstance(message, Exception):
            raise message
        kind = message["type"]
        if kind == "http.request":
            is_last = not message.get("more_body", False)
            self._is_request_read = self._is_request_read or is_last
            self._asked = perf_counter()
            if self.capture is not None:
                self.capture.request_body(message.get("body") or b"", is_last=is_last)
        elif kind == "http.disconnect" and not self._is_last_sent:
            self._leave()
        return message

    async def send(self, message: Message) -> None:
        """Pass on a message of the application.

        It counts when the server has accepted it, which raises an error for one that is
        invalid or out of order.
        """
        try:
            if message["type"] == "http.response.start":
                await self._send_head(message)
            elif self.is_over:
                await self.send_on(message)
            else:
                await self._send_body(message)
        except OSError:
            # Servers raise this if the client has disconnected.
            self._settle("aborted")
            raise

    async def close(self) -> None:
        """Report the end, whether the application has returned or raised."""
        with CancelScope(shield=True):
            await self._ask()
        self._settle("failed")

    async def _send_head(self, message: Message) -> None:
        if (
            self._is_followed(message["status"])
            and perf_counter() - self._asked >= GRACE_SECONDS
        ):
            await self._ask()
        self._has_trailers = message.get("trailers", False)
        if self.on_head is not None:
            message = self.on_head(message)
        if facts.captures_responses and not isinstance(
            message.get("headers", ()), (list, tuple)
        ):
            # An iterator can be read only once, so pass a list on to the server.
            message = {**message, "headers": list(message["headers"])}
        status: int = message["status"]
        if facts.captures:
            sent = perf_counter()
            # Copy the headers, because other middleware may still change the list.
            headers = tuple(message.get("headers", ()))
        await self.send_on(message)
        self._status = status
        if self.capture is not None:
            self.capture.head(status, headers, sent)
        if not self._is_followed(status):
            self.is_over = True

    def _is_followed(self, status: int) -> bool:
        """Return whether anybody wants to know how the exchange ends."""
        return (
            self.on_done is not None
            or self.capture is None
            or self.capture.is_wanted(status)
        )

    async def _send_body(self, message: Message) -> None:
        kind = message["type"]
        if kind == "http.response.trailers":
            is_last = not message.get("more_trailers", False)
        else:
            more = message.get("more_body") or self._has_trailers
            is_last = (kind == "http.response.body" or kind in FILES) and not more
        if is_last and perf_counter() - self._asked >= GRACE_SECONDS:
            await self._ask()
        self._is_last_sent = self._is_last_sent or is_last
        # Read before it is sent, because other middleware may change the message.
        chunk = message.get("body") or b""
        await self.send_on(message)
        if facts.captures_responses and self.capture is not None:
            if kind == "http.response.body":
                self.capture.response_body(chunk)
            elif kind in FILES:
                self.capture.response_file()
        if is_last:
            self._settle("completed")

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
        method: str = self.scope["method"]
        has_all = self._status is not None and is_bodiless(method, self._status)
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
        try:
            # A request without a body also has one message; after that there is only a
            # disconnect.
            for _ in range(2):
                message = await (quickly_at_once if facts.asks_often else at_once)(
                    self.receive_next
                )
                if message is None:
                    break
                self._kept += (message,)
                if message["type"] == "http.disconnect":
                    self._leave()
                    return
        except Exception as error:
            self._kept += (error,)
        if not self._kept and not self._is_request_read:
            # Middleware outside may have lost the first message when it was cancelled.
            self._kept = (dict(NO_BODY),)
