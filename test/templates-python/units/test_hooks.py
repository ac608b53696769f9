"""The hooks of an application."""

from collections.abc import Awaitable, Callable

import anyio
import pytest
from python.asgi.hooks import ResponseHead, answer_failure, run_before, run_done
from python.shared.errors import ErrorReporter
from python.shared.record import Outcome
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message

HEAD = ResponseHead(200, MutableHeaders())


class Errors(ErrorReporter):
    """Keeps what is reported."""

    def __init__(self) -> None:
        self.all: list[Exception] = []

    def report(self, error: Exception) -> None:
        self.all.append(error)


def request(app: object = None) -> Request:
    return Request({"type": "http", "method": "GET", "path": "/", "headers": [], "app": app})


def run(work: Callable[[], Awaitable[object]]) -> None:
    async def timed() -> None:
        with anyio.fail_after(5):
            await work()

    anyio.run(timed)


def test_a_hook_before_is_awaited_and_its_error_returned() -> None:
    calls: list[str] = []
    error = ValueError("no")

    def plain(_: Request) -> None:
        calls.append("plain")

    async def late(_: Request) -> None:
        await anyio.sleep(0)
        calls.append("late")

    async def failing(_: Request) -> None:
        await anyio.sleep(0)
        raise error

    def throwing(_: Request) -> None:
        raise error

    async def all_of_them() -> None:
        assert await run_before(plain, request()) is None
        assert await run_before(late, request()) is None
        assert calls == ["plain", "late"]
        assert await run_before(failing, request()) is error
        assert await run_before(throwing, request()) is error

    run(all_of_them)


def test_a_hook_at_the_end_runs_in_the_background_and_its_error_is_reported() -> None:
    errors = Errors()
    calls: list[object] = []
    asked = request()

    def plain(*given: object) -> None:
        calls.append(given)

    async def late(*given: object) -> None:
        await anyio.sleep(0.001)
        calls.append(given)
        raise ValueError("late")

    def throwing(*_: object) -> None:
        raise ValueError("at once")

    async def all_of_them() -> None:
        outcome: Outcome = "completed"
        run_done(plain, asked, HEAD, outcome, errors)
        assert calls == [(asked, HEAD, outcome)]
        run_done(throwing, asked, HEAD, outcome, errors)
        run_done(late, asked, None, outcome, errors)
        assert len(calls) == 1
        while len(errors.all) < 2:
            await anyio.sleep(0.001)
        assert calls[1] == (asked, None, outcome)

    run(all_of_them)
    assert [str(error) for error in errors.all] == ["at once", "late"]


def answers_of(app: object, error: Exception) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = request(app).scope

    async def answer() -> None:
        await answer_failure(error, scope, receive, send)

    try:
        run(answer)
    except ValueError as raised:
        assert raised is error
        sent.append({"type": "raised"})
    return sent


async def page(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"page of {error}", 503)


@pytest.mark.parametrize("key", [500, Exception])
def test_an_error_is_answered_by_the_page_of_the_application(key: int | type[Exception]) -> None:
    start, body, raised = answers_of(Starlette(exception_handlers={key: page}), ValueError("it"))
    assert start["status"] == 503
    assert body["body"] == b"page of it"
    assert raised == {"type": "raised"}


def test_an_error_is_answered_by_its_own_handler() -> None:
    start, body = answers_of(Starlette(exception_handlers={ValueError: page}), ValueError("it"))
    assert (start["status"], body["body"]) == (503, b"page of it")


def test_an_error_without_a_handler_is_answered_as_in_a_route() -> None:
    start, body, _ = answers_of(Starlette(), ValueError("it"))
    assert (start["status"], body["body"]) == (500, b"Internal Server Error")
    start, body, _ = answers_of(Starlette(debug=True), ValueError("it"))
    assert start["status"] == 500
    assert b"Traceback" in body["body"]


def test_an_error_in_an_application_of_another_kind_is_raised() -> None:
    assert answers_of(object(), ValueError("it")) == [{"type": "raised"}]
