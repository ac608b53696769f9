"""Runs the application of one case under uvicorn, on a separate port."""

import asyncio
import contextvars
import os
import socket
from typing import Any

import uvicorn
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lab import Lab

case_of: contextvars.ContextVar[str | None] = contextvars.ContextVar("case_of", default=None)
"""The case of the current request, to attribute errors."""


class Meant(Exception):
    """An error that a handler raises on purpose."""


class Watched:
    """Wraps an application: counts the bytes that it sends, and reports the exceptions that it raises."""

    def __init__(self, app: ASGIApp, lab: Lab, key: str) -> None:
        self.app = app
        self.lab = lab
        self.key = key
        self.sent = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        case_of.set(self.key)
        messages: list[list[Any]] = []
        self.lab.observe("messages", messages)

        async def counting(message: Message) -> None:
            await send(message)
            body = message.get("body") or b""
            self.sent += len(body)
            messages.append([message["type"], len(body), message.get("more_body", False)])

        try:
            await self.app(scope, receive, counting)
        except (ClientDisconnect, OSError):
            raise
        except Exception as error:
            self.lab.observe("escaped", f"{type(error).__name__}: {error}")
            raise


def telling(protocol: Any, lab: Lab) -> Any:
    """Return a protocol class that reports when a connection is closed."""

    def connection_lost(self: Any, exc: Exception | None) -> None:
        protocol.connection_lost(self, exc)
        # The delay is longer than the time for which the middleware assumes a client to be connected.
        self.loop.call_later(0.02, lab.observe, "connection closed")

    return type("Telling", (protocol,), {"connection_lost": connection_lost})


class Running:
    """A running case."""

    def __init__(self, app: ASGIApp, lab: Lab, key: str) -> None:
        self.lab = lab
        self.watched = Watched(app, lab, key)
        config = uvicorn.Config(
            self.watched,
            http=os.environ["CONFORMANCE_HTTP"],
            lifespan="on",
            log_config=None,
            access_log=False,
        )
        config.load()
        config.http_protocol_class = telling(config.http_protocol_class, lab)
        self.server = uvicorn.Server(config)
        self.server.lifespan = config.lifespan_class(config)

    async def start(self) -> int:
        """Start to listen and return the port."""
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        await self.server.startup(sockets=[listener])
        # Sets the default headers of responses.
        await self.server.on_tick(0)
        return int(listener.getsockname()[1])

    def close_connections(self) -> None:
        """Stop listening and close all connections."""
        for listener in self.server.servers:
            listener.close()
        for connection in list(self.server.server_state.connections):
            connection.transport.abort()

    async def end(self) -> None:
        """Shut the application down."""
        self.close_connections()
        await self.server.lifespan.shutdown()

    async def settled(self) -> dict[str, Any]:
        """Wait until all connections are closed, and a little longer to notice unexpected records."""
        state = self.server.server_state
        for _ in range(4000):
            if not state.connections and not state.tasks:
                break
            await asyncio.sleep(0.002)
        else:
            message = f"{len(state.connections)} connections and {len(state.tasks)} requests stay open"
            raise RuntimeError(message)
        await asyncio.sleep(0.015)
        return {"records": self.lab.records, "observed": self.lab.observed, "reported": self.lab.reported}

    async def stalled(self) -> dict[str, int]:
        """Wait until nothing changes any more, because no socket accepts data and all handlers wait."""
        same, last = 0, (0, 0)
        for _ in range(400):
            if same == 8:
                return {"bytes": self._held(), "responses": len(self.server.server_state.tasks)}
            await asyncio.sleep(0.015)
            now = (self.watched.sent, self._held())
            same = same + 1 if now == last else 0
            last = now
        message = "the server does not stall, though the client reads nothing"
        raise RuntimeError(message)

    def _held(self) -> int:
        return sum(connection.transport.get_write_buffer_size() for connection in self.server.server_state.connections)
