"""The application's own functions."""

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

from ..shared.errors import Guard
from ..shared.record import Outcome
from ..shared.tasks import start


@dataclass
class ResponseHead:
    """The head of a response, before it is committed."""

    status: int
    headers: MutableHeaders


BeforeHook: TypeAlias = Callable[[Request], object]
AfterHook: TypeAlias = Callable[[Request, ResponseHead], object]
DoneHook: TypeAlias = Callable[[Request, ResponseHead | None, Outcome], object]


class Failure(Guard):
    """Keeps the error that is raised inside."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def report(self, error: Exception) -> None:
        """Keep an error."""
        self.error = error


async def run_before(hook: BeforeHook, request: Request) -> Exception | None:
    """Run a hook that may be asynchronous, and give the error that it ended in."""
    failure = Failure()
    with failure:
        result = hook(request)
        if isawaitable(result):
            await result
    return failure.error


async def finish_done(result: Awaitable[object], errors: Guard) -> None:
    """Wait for an asynchronous hook beside the request."""
    with errors:
        await result


def run_done(
    hook: DoneHook,
    request: Request,
    response: ResponseHead | None,
    outcome: Outcome,
    errors: Guard,
) -> None:
    """Call a hook; an asynchronous one goes on beside the request."""
    with errors:
        result = hook(request, response, outcome)
        if isawaitable(result):
            start(finish_done(result, errors))


async def answer_failure(
    error: Exception, scope: Scope, receive: Receive, send: Send
) -> None:
    """Let the application's own error handlers answer, as for an error in one of its routes."""

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
