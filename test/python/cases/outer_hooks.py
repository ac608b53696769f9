"""Hooks as a user would write them."""

from contextvars import ContextVar

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ._internal.hooks import ResponseHead
from ._internal.record import Outcome

calls: list[str] = []
from_hook: ContextVar[str] = ContextVar("from_hook", default="unset")
from_endpoint: ContextVar[str] = ContextVar("from_endpoint", default="unset")


async def before(request: Request) -> None:
    """Run when a request has come in."""
    from_hook.set("before")
    calls.append(f"before {request.method} {request.url.path}")
    if request.url.path == "/teapot":
        raise HTTPException(418, "short and stout")
    if request.url.path == "/broken-before":
        message = "broken before"
        raise RuntimeError(message)


def after(request: Request, response: ResponseHead) -> None:
    """Run before the response headers are sent."""
    calls.append(f"after {response.status}")
    response.headers["X-Hook"] = from_endpoint.get()
    if request.url.path == "/changed-after":
        response.status = 202
    if request.url.path == "/broken-after":
        message = "broken after"
        raise RuntimeError(message)


async def done(request: Request, response: ResponseHead | None, outcome: Outcome) -> None:
    """Run when the response has been sent or the client has disconnected."""
    calls.append(f"done {outcome} {response.status if response else None}")
