"""Servers, other middleware and applications that do unusual things: as without us, and one true record."""

import io
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import redirect_stdout
from typing import Any

import anyio
import pytest
from conftest import Message, http_scope, play
from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import callback_sink
import log_sink
import spill_sink
import with_hooks
from with_hooks import outer_hooks

Records = list[dict[str, Any]]
App = Callable[..., Awaitable[None]]

START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}
END = {"type": "http.response.body", "body": b"end", "more_body": False}

pytestmark = pytest.mark.parametrize("backend", ["asyncio", "trio"])


def captured(app: Any, package: Any = callback_sink) -> tuple[Any, Records]:
    records: Records = []
    return package.with_middleware(app, package.MiddlewareOptions(on_capture=records.append)), records


def run(app: Any, backend: str, scope: Message | None = None, messages: list[Message] | None = None) -> list[Message]:
    return anyio.run(play, app, scope or http_scope(), messages, backend=backend)


def sends(*messages: Any) -> App:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        for message in messages:
            await send(message)

    return app


async def until(is_true: Callable[[], Any]) -> None:
    with anyio.fail_after(5):
        while not is_true():
            await anyio.sleep(0.01)


# What runs in the background.


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("is_async", [False, True])
def test_a_record_reaches_its_callback(backend: str, is_large: bool, is_async: bool) -> None:
    records: Records = []
    errors: list[Exception] = []

    async def later(record: Any) -> None:
        await anyio.sleep(0.01)
        records.append(record)

    body = b"x" * 65536 if is_large else b"x"
    options = callback_sink.MiddlewareOptions(
        on_capture=later if is_async else records.append, on_error=errors.append
    )
    app = callback_sink.with_middleware(sends(START, {"type": "http.response.body", "body": body}), options)

    async def main() -> None:
        for _ in range(3):
            await play(app, http_scope())
        await until(lambda: len(records) == 3)

    # Twice: what belongs to one event loop cannot be used in the next.
    for _ in range(2):
        records.clear()
        anyio.run(main, backend=backend)
        assert [record["response"]["size"] for record in records] == [len(body)] * 3
    assert errors == []


def test_a_record_under_way_when_the_loop_ends_is_not_lost(backend: str) -> None:
    wrapped, records = captured(sends(START, {"type": "http.response.body", "body": b"x" * 65536}))
    run(wrapped, backend)
    assert len(records) == 1


def test_a_callback_that_fails_later_is_reported(backend: str) -> None:
    errors: list[Exception] = []

    async def fails(record: Any) -> None:
        await anyio.sleep(0)
        raise LookupError("sink")

    options = callback_sink.MiddlewareOptions(on_capture=fails, on_error=errors.append)
    app = callback_sink.with_middleware(sends(START, END), options)

    async def main() -> None:
        await play(app, http_scope())
        await until(lambda: errors)

    anyio.run(main, backend=backend)
    assert [str(error) for error in errors] == ["sink"]


def test_a_body_is_spilled(backend: str) -> None:
    body = {"type": "http.response.body", "body": b"x" * 65536, "more_body": True}
    wrapped, records = captured(sends(START, *[body] * 20, END), spill_sink)

    async def main() -> None:
        await play(wrapped, http_scope())
        await until(lambda: records)

    anyio.run(main, backend=backend)
    assert records[0]["response"]["spilledBytes"] == 20 * 65536 + 3


def test_a_hook_finishes_in_the_background(backend: str) -> None:
    outer_hooks.calls.clear()

    async def main() -> None:
        await play(with_hooks.with_middleware(sends(START, END)), http_scope())
        await until(lambda: "done completed 200" in outer_hooks.calls)

    anyio.run(main, backend=backend)


def test_the_log_is_where_the_application_has_put_it(backend: str) -> None:
    app = log_sink.with_middleware(sends(START, END))
    with redirect_stdout(io.StringIO()) as output:
        run(app, backend, http_scope("/redirected"))
        deadline = time.monotonic() + 30
        while not output.getvalue().endswith("\n") and time.monotonic() < deadline:
            time.sleep(0.01)
    assert json.loads(output.getvalue())["path"] == "/redirected"


# Receiving.


class Broken(Exception):
    """What a server may raise."""


@pytest.mark.parametrize("is_late", [False, True])
@pytest.mark.parametrize("error", [Broken("server"), OSError("gone"), KeyError("type")], ids=lambda error: type(error).__name__)
def test_a_receive_that_raises_says_nothing(backend: str, is_late: bool, error: Exception) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await anyio.sleep(0.02 if is_late else 0)
        await send(START)
        await anyio.sleep(0.02 if is_late else 0)
        await send(END)

    async def receive() -> Message:
        raise error

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    wrapped, records = captured(app)
    anyio.run(wrapped, http_scope(), receive, send, backend=backend)
    assert [message["type"] for message in sent] == [START["type"], END["type"]]
    assert [record["outcome"] for record in records] == ["completed"]


def test_an_error_of_receive_reaches_the_application_once(backend: str) -> None:
    waiting: list[Any] = [Broken("once"), {"type": "http.request", "body": b"", "more_body": False}]
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(START)
        with pytest.raises(Broken, match="once"):
            await receive()
        seen.append((await receive())["type"])
        await send(END)

    async def receive() -> Message:
        message = waiting.pop(0)
        if isinstance(message, Exception):
            raise message
        return message

    async def send(message: Message) -> None:
        pass

    wrapped, records = captured(app)
    anyio.run(wrapped, http_scope(), receive, send, backend=backend)
    assert seen == ["http.request"]
    assert [record["outcome"] for record in records] == ["completed"]


def test_a_client_that_left_before_us_is_an_abort(backend: str) -> None:
    for messages in ([{"type": "http.disconnect"}], [{"type": "http.request"}, {"type": "http.disconnect"}]):
        wrapped, records = captured(sends(START, END))
        assert len(run(wrapped, backend, None, messages)) == 2
        assert [(record["status"], record["outcome"]) for record in records] == [(None, "aborted")]


class Outside(BaseHTTPMiddleware):
    """Loses the messages of a `receive` that is cancelled."""

    async def dispatch(self, request: Request, call_next: Any) -> Response:
        return await call_next(request)


@pytest.mark.parametrize("is_late", [False, True])
def test_to_ask_takes_no_message_from_the_application(backend: str, is_late: bool) -> None:
    seen: list[Message] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await anyio.sleep(0.02 if is_late else 0)
        await send(START)
        with anyio.move_on_after(2):
            seen.append(await receive())
        await send(END)

    wrapped, records = captured(app)
    run(Outside(wrapped), backend)
    assert [(message["type"], message.get("body")) for message in seen] == [("http.request", b"")]
    assert [record["outcome"] for record in records] == ["completed"]


def test_a_body_that_was_read_before_us_is_unread(backend: str) -> None:
    wrapped, records = captured(sends(START, END))

    async def outside(scope: Any, receive: Any, send: Any) -> None:
        assert (await receive())["body"] == b"abc"
        await wrapped(scope, receive, send)

    headers = [(b"content-type", b"text/plain"), (b"content-length", b"3")]
    scope = http_scope(method="POST", headers=headers)
    assert len(run(outside, backend, scope, [{"type": "http.request", "body": b"abc"}])) == 2
    assert [(record["outcome"], record["request"]["omitted"]) for record in records] == [("completed", "unread")]


# Sending.


class Strict:
    """A server that refuses what is invalid or out of order, as all of them do."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.is_started = False

    async def send(self, message: Any) -> None:
        kind = message["type"]
        if kind == "http.response.start":
            if self.is_started:
                raise RuntimeError("sent twice")
            for name, value in message.get("headers", []):
                if not isinstance(name, bytes) or not isinstance(value, bytes):
                    raise TypeError("headers are bytes")
            if message["status"] not in range(100, 600):
                raise ValueError("no status")
            self.is_started = True
        elif not self.is_started:
            raise RuntimeError("too early")
        elif not isinstance(message.get("body", b""), (bytes, bytearray, memoryview)):
            raise TypeError("a body is bytes")
        self.sent.append(message)


PAGE: list[Message] = [
    {"type": "http.response.start", "status": 500, "headers": [(b"content-type", b"text/plain")]},
    {"type": "http.response.body", "body": b"page"},
]


@pytest.mark.parametrize(
    "nonsense",
    [
        [None],
        [{}],
        [{"type": "http.response.start"}],
        [{"type": "http.response.start", "status": "200"}],
        [{"type": "http.response.start", "status": 999, "headers": [(b"x-refused", b"1")]}],
        [{"type": "http.response.start", "status": 200, "headers": [("a", "b")]}],
        [{"type": "http.response.start", "status": 200, "headers": None}],
        [{"type": "http.response.start", "status": 200, "headers": 5}],
        [END],
        [{"type": "http.response.body", "body": "text"}],
    ],
    ids=repr,
)
def test_what_a_server_refuses_never_happened(backend: str, nonsense: list[Any]) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        try:
            for message in nonsense:
                await send(message)
        except Exception:
            for message in PAGE:
                await send(message)

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    plain, ours = Strict(), Strict()
    anyio.run(app, http_scope(), receive, plain.send, backend=backend)
    wrapped, records = captured(app)
    anyio.run(wrapped, http_scope(), receive, ours.send, backend=backend)
    assert [message.get("status") for message in ours.sent] == [message.get("status") for message in plain.sent]
    assert [message.get("body") for message in ours.sent] == [message.get("body") for message in plain.sent]
    (record,) = records
    assert (record["status"], record["outcome"]) == (500, "completed")
    assert record["response"]["body"] == "page"
    assert "x-refused" not in record["response"]["headers"]


@pytest.mark.parametrize(
    "late", [START, END, {"type": "http.response.body", "body": 5}], ids=["head", "body", "nonsense"]
)
def test_what_is_refused_after_the_end_changes_no_record(backend: str, late: Message) -> None:
    server = Strict()

    async def send(message: Message) -> None:
        if len(server.sent) == 2:
            raise RuntimeError("all is sent")
        await server.send(message)

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    wrapped, records = captured(sends(START, END, late))
    with pytest.raises(RuntimeError, match="all is sent"):
        anyio.run(wrapped, http_scope(), receive, send, backend=backend)
    assert [(record["status"], record["response"]["body"]) for record in records] == [(200, "end")]


@pytest.mark.parametrize("result", [None, 5, "text", {"a": 1}], ids=repr)
def test_an_endpoint_that_returns_nonsense_fails_as_without_us(backend: str, result: Any) -> None:
    async def endpoint(request: Request) -> Any:
        return result

    def made() -> Starlette:
        return Starlette(routes=[Route("/", endpoint)])

    with pytest.raises(TypeError) as plain:
        run(made(), backend)
    app, records = made(), []
    callback_sink.register_middleware(app, callback_sink.MiddlewareOptions(on_capture=records.append))
    with pytest.raises(TypeError) as ours:
        run(app, backend)
    assert str(ours.value) == str(plain.value)
    assert [(record["status"], record["outcome"]) for record in records] == [(500, "completed")]


def test_an_application_that_is_none_fails_as_without_us(backend: str) -> None:
    wrapped, records = captured(lambda *_: None)
    with pytest.raises(TypeError):
        run(wrapped, backend)
    assert [(record["status"], record["outcome"]) for record in records] == [(None, "failed")]


def test_a_plain_answer_is_one(backend: str) -> None:
    wrapped, records = captured(PlainTextResponse("x"))
    run(wrapped, backend)
    assert [(record["status"], record["outcome"]) for record in records] == [(200, "completed")]
