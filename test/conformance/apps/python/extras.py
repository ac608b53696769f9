"""Middleware of other authors, to be combined with the generated one."""

import asyncio
import contextvars
from collections.abc import Callable
from urllib.parse import unquote

from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lab import Lab

context: contextvars.ContextVar[str | None] = contextvars.ContextVar("context", default=None)


class Slow:
    """Delays requests."""

    def __init__(self, app: ASGIApp, _lab: Lab) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.02)
        await self.app(scope, receive, send)


class Rewrite:
    """Sends every request to another route."""

    def __init__(self, app: ASGIApp, _lab: Lab) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "path": "/json"}
        await self.app(scope, receive, send)


class MethodOverride:
    """Changes the method of every request."""

    def __init__(self, app: ASGIApp, _lab: Lab) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "method": "DELETE"}
        await self.app(scope, receive, send)


class Context:
    """Sets a context variable for the request."""

    def __init__(self, app: ASGIApp, _lab: Lab) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            context.set(dict(scope["headers"]).get(b"x-context", b"none").decode())
        await self.app(scope, receive, send)


class OuterId:
    """Leaves what it takes for the request's id in the place where ours is kept."""

    def __init__(self, app: ASGIApp, _lab: Lab) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"x-outer-id")
            if given is not None:
                scope.setdefault("state", {})["request_id"] = unquote(given.decode())
        await self.app(scope, receive, send)


class OutlivesClient:
    """Goes on only when the client has left."""

    def __init__(self, app: ASGIApp, lab: Lab) -> None:
        self.app = app
        self.lab = lab

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.lab.observe("kept")
            await self.lab.seen("connection closed", 1)
        await self.app(scope, receive, send)


class TakesBody:
    """Reads the body and keeps it."""

    def __init__(self, app: ASGIApp, _lab: Lab) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            while (await receive()).get("more_body"):
                pass
        await self.app(scope, receive, send)


class EarlyHeader:
    """Adds a header to every response."""

    def __init__(self, app: ASGIApp, _lab: Lab) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [(b"x-early", b"yes"), *message.get("headers", ())]}
            await send(message)

        await self.app(scope, receive, with_header)


class WrapResponse:
    """Wraps `send` and `receive`, as most middleware does."""

    def __init__(self, app: ASGIApp, lab: Lab) -> None:
        self.app = app
        self.lab = lab

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def wrapped(message: Message) -> None:
            if scope["type"] == "http":
                self.lab.observe("wrapped", message["type"])
            await send(message)

        await self.app(scope, receive, wrapped)


class ReadsBody(BaseHTTPMiddleware):
    """Reads a JSON body before the handler, with Starlette's base class."""

    def __init__(self, app: ASGIApp, _lab: Lab) -> None:
        super().__init__(app)

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        if request.headers.get("content-type") == "application/json":
            await request.json()
        return await call_next(request)


class PassesOn(BaseHTTPMiddleware):
    """Does nothing, with Starlette's base class, which most people use."""

    def __init__(self, app: ASGIApp, _lab: Lab) -> None:
        super().__init__(app)

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        return await call_next(request)


def cors(app: ASGIApp, _lab: Lab) -> ASGIApp:
    """Allow any origin, with the framework's own middleware."""
    return CORSMiddleware(app, allow_origins=["https://a.example"], expose_headers=["X-Own", "ETag"])


def compression(app: ASGIApp, _lab: Lab) -> ASGIApp:
    """Compress, with the framework's own middleware."""
    return GZipMiddleware(app, minimum_size=0)


makers: dict[str, Callable[[ASGIApp, Lab], ASGIApp]] = {
    "slow": Slow,
    "rewrite": Rewrite,
    "method-override": MethodOverride,
    "context": Context,
    "early-header": EarlyHeader,
    "outer-id": OuterId,
    "outlives-client": OutlivesClient,
    "reads-body": TakesBody,
    "wrap-response": WrapResponse,
    "json": ReadsBody,
    "base-class": PassesOn,
    "cors": cors,
    "compression": compression,
}
