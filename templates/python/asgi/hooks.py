"""Calls the hooks of the application."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from inspect import isawaitable
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from ..shared.errors import ErrorReporter
from ..shared.record import Outcome
from ..shared.tasks import start


@dataclass
class ResponseHead:
    """The status and headers of a response before they are sent."""

    status: int
    headers: MutableHeaders


BeforeHook: TypeAlias = Callable[[Request], object]
AfterHook: TypeAlias = Callable[[Request, ResponseHead], object]
DoneHook: TypeAlias = Callable[[Request, ResponseHead | None, Outcome], object]


async def run_before(hook: BeforeHook, request: Request) -> Exception | None:
    """Run a hook, which may be asynchronous, and return its error."""
    try:
        result = hook(request)
        if isawaitable(result):
            await result
    except Exception as error:
        return error
    return None


async def finish_done(result: Awaitable[object], errors: ErrorReporter) -> None:
    """Wait for an asynchronous hook in the background."""
    try:
        await result
    except Exception as error:
        errors.report(error)


def run_done(
    hook: DoneHook,
    request: Request,
    response: ResponseHead | None,
    outcome: Outcome,
    errors: ErrorReporter,
) -> None:
    """Call a hook; an asynchronous one runs in the background."""
    try:
        result = hook(request, response, outcome)
        if isawaitable(result):
            start(finish_done(result, errors))
    except Exception as error:
        errors.report(error)


async def answer_failure(
    error: Exception, scope: Scope, receive: Receive, send: Send
) -> None:
    """Call the application's error handlers, as for an error in a route."""

    async def fail(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise error

    app: object = scope.get("app")
    if not isinstance(app, Starlette):
        raise error
    handlers = dict(app.exception_handlers)
    page = handlers.pop(500, None) or handlers.pop(Exception, None)
    answer = ServerErrorMiddleware(
        ExceptionMiddleware(fail, handlers=handlers, debug=app.debug),
        handler=page,
        debug=app.debug,
    )
    await answer(scope, receive, send)
