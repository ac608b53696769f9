"""Observes the messages of an exchange."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from anyio import CancelScope
from starlette.types import Message, Receive, Scope, Send

from ..facts import facts
from ..shared.record import Outcome
from ..shared.tasks import at_once
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
    is_over: bool = field(default=False, init=False)
    """Whether the end has been reported."""
    _is_request_read: bool = field(default=False, init=False)
    _has_trailers: bool = field(default=False, init=False)
    _is_last_sent: bool = field(default=False, init=False)
    _status: int | None = field(default=None, init=False)
    _asked: float = field(default=float("-inf"), init=False)
    """When the client was last known to be connected."""
    _kept: list[Message | Exception] = field(
        default_factory=list[Message | Exception], init=False
    )
    """What the server has answered, for the application."""

    async def receive(self) -> Message:
        """Pass a message to the application."""
        message = self._kept.pop(0) if self._kept else await self.receive_next()
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
        is_head = message["type"] == "http.response.start"
        is_last = not is_head and self._is_last(message)
        if (is_head or is_last) and perf_counter() - self._asked >= GRACE_SECONDS:
            await self._ask()
        if is_head:
            await self._send_head(message)
            return
        self._is_last_sent = self._is_last_sent or is_last
        # Read before it is sent, because other middleware may change the message.
        chunk = message.get("body") or b""
        kind = message["type"]
        await self._send_on(message)
        if facts.captures_responses and self.capture is not None:
            if kind == "http.response.body":
                self.capture.response_body(chunk)
            elif kind in FILES:
                self.capture.response_file()
        if is_last:
            self._settle("completed")

    async def close(self) -> None:
        """Report the end, whether the application has returned or raised."""
        if not self.is_over:
            with CancelScope(shield=True):
                await self._ask()
            self._settle("failed")

    async def _send_head(self, message: Message) -> None:
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
        await self._send_on(message)
        self._status = status
        if self.capture is not None:
            self.capture.head(status, headers, sent)

    async def _send_on(self, message: Message) -> None:
        try:
            await self.send_on(message)
        except OSError:
            # Servers raise this if the client has disconnected.
            self._settle("aborted")
            raise

    def _is_last(self, message: Message) -> bool:
        kind = message["type"]
        if kind == "http.response.trailers":
            return not message.get("more_trailers", False)
        return (
            (kind == "http.response.body" or kind in FILES)
            and not message.get("more_body", False)
            and not self._has_trailers
        )

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
        failure: Exception | None = None
        messages: list[Message] = []
        try:
            # A request without a body also has one message; after that there is only a
            # disconnect.
            for _ in range(2):
                message = await at_once(self.receive_next)
                if message is None:
                    break
                messages.append(message)
                if is_disconnect(messages):
                    break
        except Exception as error:
            failure = error
        self._kept += messages
        if failure is not None:
            self._kept.append(failure)
        elif not messages and not self._is_request_read:
            # Middleware outside may have lost the first message when it was cancelled.
            self._kept.append(dict(NO_BODY))
        if is_disconnect(messages):
            self._leave()


def is_disconnect(messages: list[Message]) -> bool:
    """Return whether the last message says that the client has disconnected."""
    return bool(messages) and messages[-1].get("type") == "http.disconnect"
