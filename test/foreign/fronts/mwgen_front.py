"""Puts the middleware in front of every application of a suite, and notes what it does.

A plugin of pytest. Applications get it where `register_middleware` puts it, outside of their error handling, so that
their lists of middleware stay as they are. What is no application of the framework gets it in the test client.
"""

import json
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from out import MiddlewareOptions, with_middleware
from starlette import testclient
from starlette.applications import Starlette

Scope = MutableMapping[str, Any]
ASGIApp = Callable[[Scope, Any, Any], Awaitable[None]]

EVENTS = os.open(os.environ["MWGEN_FOREIGN_EVENTS"], os.O_WRONLY | os.O_APPEND)


def note(event: str, text: str = "null") -> None:
    """Write an event at once, because test runners end their processes as they like.

    Tests count the calls of `json.dumps`, so it is left alone.
    """
    line = f'{{"event": "{event}", "file": "", "text": {text}}}'
    os.write(EVENTS, f"{line}\n".encode())


OPTIONS = MiddlewareOptions(
    on_capture=lambda _: note("record"),
    on_error=lambda error: note("error", json.dumps(repr(error))),
)


def behind_front(app: ASGIApp) -> ASGIApp:
    """Wrap an application with the middleware, and count its requests."""
    inner = with_middleware(app, OPTIONS)

    async def count(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            note("request")
        await inner(scope, receive, send)

    return count


def put_in_front(owner: type[Starlette]) -> None:
    """Wrap what a class of applications builds."""
    build = owner.build_middleware_stack

    def build_middleware_stack(self: Starlette) -> ASGIApp:
        return behind_front(build(self))

    owner.build_middleware_stack = build_middleware_stack


put_in_front(Starlette)
try:
    from fastapi import FastAPI
except ImportError:
    pass
else:
    put_in_front(FastAPI)


class Transport(testclient._TestClientTransport):
    """The transport of the test client, for applications of any kind."""

    def __init__(self, app: ASGIApp, *args: Any, **kwargs: Any) -> None:
        """Wrap what would not get the middleware otherwise."""
        super().__init__(
            app if isinstance(app, Starlette) else behind_front(app), *args, **kwargs
        )


testclient._TestClientTransport = Transport
