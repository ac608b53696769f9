"""Tests edge cases of ASGI with single messages."""

import asyncio
import base64
import contextlib
import gzip
import json
import os
import stat
import time
import zlib
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import anyio
import pytest
from conftest import Message, header, headers_of, http_scope, play
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.httpsredirect import HTTPSRedirectMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

import callback_sink
import routed
import spill_sink
import tutorial
import with_hooks
from with_hooks import outer_hooks

Records = list[dict[str, Any]]


def captured(app: Any, package: Any = callback_sink) -> tuple[Any, Records]:
    records: Records = []
    return package.with_middleware(app, package.MiddlewareOptions(on_capture=records.append)), records


def run(app: Any, scope: Message | None = None, messages: list[Message] | None = None) -> list[Message]:
    return asyncio.run(play(app, scope or http_scope(), messages))


def sends(*messages: Message) -> Callable[..., Any]:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        for message in messages:
            await send(message)

    return app


START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}
END = {"type": "http.response.body", "body": b"end", "more_body": False}


@pytest.mark.parametrize("kind", ["websocket", "lifespan", "something"])
def test_other_protocols_are_passed_on_unchanged(kind: str) -> None:
    seen: list[Any] = []

    async def app(*arguments: Any) -> None:
        seen.extend(arguments)

    wrapped, records = captured(app)
    scope, receive, send = {"type": kind}, object(), object()
    asyncio.run(wrapped(scope, receive, send))
    assert seen[0] is scope
    assert seen[1] is receive
    assert seen[2] is send
    assert records == []


@pytest.mark.parametrize(
    "extra",
    [
        {"type": "http.response.debug", "info": {"template": "x"}},
        {"type": "http.response.early_hint", "links": [b"</a>"]},
        {"type": "http.response.push", "path": "/x", "headers": []},
        {"type": "something.new", "anything": object()},
    ],
)
def test_messages_of_extensions_are_forwarded_unchanged(extra: Message) -> None:
    wrapped, _ = captured(sends(extra, START, extra, END))
    sent = run(wrapped)
    assert sent[0] is extra
    assert sent[2] is extra
    assert sent[3] is END
    assert len(sent) == 4


@pytest.mark.parametrize(
    "message",
    [
        {"type": "http.response.pathsend", "path": "/etc/hostname"},
        {"type": "http.response.zerocopysend", "file": 3, "more_body": False},
    ],
)
def test_a_file_that_the_server_sends_ends_the_exchange_and_its_body_is_marked_as_unread(message: Message) -> None:
    wrapped, records = captured(sends(START, message))
    assert run(wrapped)[1] is message
    assert records[0]["outcome"] == "completed"
    shown = records[0]["response"]
    assert (shown["omitted"], shown["size"], "body" in shown) == ("unread", 0, False)


def test_the_last_part_of_a_zero_copy_send_ends_the_exchange() -> None:
    part = {"type": "http.response.zerocopysend", "file": 3, "count": 5, "more_body": True}
    wrapped, records = captured(sends(START, part, END))
    assert run(wrapped)[1:] == [part, END]
    assert [(record["outcome"], record["response"]["omitted"]) for record in records] == [("completed", "unread")]


def test_trailers_are_forwarded_and_end_the_exchange() -> None:
    trailers = {"type": "http.response.trailers", "headers": [(b"x", b"y")], "more_trailers": False}
    wrapped, records = captured(sends({**START, "trailers": True}, END, trailers))
    sent = run(wrapped)
    assert sent[0]["trailers"] is True
    assert sent[2] is trailers
    assert [record["outcome"] for record in records] == ["completed"]


@pytest.mark.parametrize(
    "start",
    [
        {"type": "http.response.start", "status": 200},
        {"type": "http.response.start", "status": 200, "headers": ((b"X-Mixed", b"1"),)},
        {"type": "http.response.start", "status": 200, "headers": [[b"a", b"1"], [bytearray(b"b"), b"2"]]},
        {"type": "http.response.start", "status": 200, "headers": iter([(b"a", b"1")])},
    ],
)
def test_headers_can_be_absent_or_any_sequence(start: Message) -> None:
    wrapped, records = captured(sends(start, END))
    sent = run(wrapped)
    assert header(sent[0], "x-process-time") is not None
    assert len(records) == 1


@pytest.mark.parametrize("body", [None, b"", bytearray(b"abc"), memoryview(b"abc")])
def test_a_body_can_be_absent_or_any_buffer(body: Any) -> None:
    message = {"type": "http.response.body", **({} if body is None else {"body": body})}
    wrapped, records = captured(sends(START, message))
    assert run(wrapped)[1] is message
    assert records[0]["response"]["size"] == (3 if body else 0)


def test_scope_headers_can_be_absent_or_a_tuple() -> None:
    wrapped, records = captured(sends(START, END))
    scope = http_scope()
    del scope["headers"]
    run(wrapped, scope)
    run(wrapped, http_scope(headers=((b"x-request-id", b"one"),)))
    assert records[1]["requestId"] == "one"


def test_the_count_and_order_of_messages_is_unchanged() -> None:
    pieces = [{"type": "http.response.body", "body": b"x", "more_body": True} for _ in range(5)]
    wrapped, records = captured(sends(START, *pieces, END))
    sent = run(wrapped)
    assert all(one is other for one, other in zip(sent[1:], [*pieces, END], strict=True))
    assert records[0]["response"]["body"] == "xxxxxend"


def test_a_response_object_that_is_sent_twice_does_not_collect_headers() -> None:
    response = PlainTextResponse("again")
    wrapped, _ = captured(response)
    run(wrapped)
    sent = run(wrapped)
    assert [name for name, _ in headers_of(sent[0])].count("set-cookie") == 1
    assert b"x-process-time" not in dict(response.raw_headers)


def test_disconnects_reach_the_application() -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.extend([(await receive())["type"], (await receive())["type"]])

    wrapped, records = captured(app)
    run(wrapped, None, [{"type": "http.request"}, {"type": "http.disconnect"}])
    assert seen == ["http.request", "http.disconnect"]
    assert [(record["status"], record["outcome"]) for record in records] == [(None, "aborted")]


def test_is_disconnected_works_in_the_handler() -> None:
    answers: list[bool] = []

    async def endpoint(request: Request) -> Response:
        answers.append(await request.is_disconnected())
        return PlainTextResponse("x")

    wrapped, _ = captured(Starlette(routes=[Route("/", endpoint)]))
    run(wrapped, None, [{"type": "http.disconnect"}])
    run(wrapped, None, [])
    assert answers == [True, False]


def test_a_disconnect_is_checked_before_late_headers() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await anyio.sleep(0.05)
        await send(START)
        await send(END)

    wrapped, records = captured(app)
    sent = run(wrapped, None, [{"type": "http.request"}, {"type": "http.disconnect"}])
    assert len(sent) == 2
    assert [(record["status"], record["outcome"]) for record in records] == [(None, "aborted")]


def test_a_server_with_endless_messages_does_not_block_the_response() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await anyio.sleep(0.02)
        await send(START)
        await send(END)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    sent: list[Message] = []
    wrapped, records = captured(app)

    async def main() -> None:
        await asyncio.wait_for(wrapped(http_scope(), receive, send), 5)

    asyncio.run(main())
    assert len(sent) == 2
    assert [record["outcome"] for record in records] == ["completed"]


def test_lifespan_runs_through_a_registered_middleware() -> None:
    events: list[str] = []

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, str]]:
        events.append("start")
        yield {"shared": "state"}
        events.append("stop")

    async def endpoint(request: Request) -> Response:
        return PlainTextResponse(f"{request.state.shared} {len(request.state.request_id)}")

    app = Starlette(routes=[Route("/", endpoint)], lifespan=lifespan)
    callback_sink.register_middleware(app, callback_sink.MiddlewareOptions(on_capture=lambda record: None))
    with TestClient(app) as client:
        assert events == ["start"]
        assert client.get("/").text == "state 36"
    assert events == ["start", "stop"]


def test_an_encoded_slash_in_a_pattern_is_not_a_separator() -> None:
    app = routed.with_middleware(sends(START, END))

    def is_timed(path: str) -> bool:
        scope = http_scope(unquote(path), raw_path=path.encode())
        return header(run(app, scope)[0], "x-process-time") is not None

    assert [is_timed(path) for path in ("/files/a%2Fb", "/files/a%2fB", "/plain")] == [False, False, False]
    assert [is_timed(path) for path in ("/files/a/b", "/files/a", "/files%2Fa%2Fb")] == [True, True, True]


def test_context_variables_of_an_outer_middleware_reach_the_record_and_those_of_the_endpoint_the_sink() -> None:
    variable: ContextVar[str] = ContextVar("variable", default="unset")
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(variable.get())
        variable.set("endpoint")
        await send(START)
        await send(END)

    options = callback_sink.MiddlewareOptions(on_capture=lambda record: seen.append(variable.get()))
    wrapped = callback_sink.with_middleware(app, options)

    async def main() -> None:
        variable.set("outside")
        await play(wrapped, http_scope())
        seen.append(variable.get())

    asyncio.run(main())
    assert seen == ["outside", "endpoint", "endpoint"]


def test_a_check_for_a_disconnect_takes_no_message_from_the_application() -> None:
    seen: list[Message] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await anyio.sleep(0.05)
        await send(START)
        seen.append(await receive())
        await send(END)

    wrapped, records = captured(app)
    message = {"type": "http.request", "body": b"", "more_body": False}
    run(wrapped, None, [message])
    assert seen == [message]
    assert records[0]["outcome"] == "completed"


def test_a_send_that_fails_after_a_disconnect_is_an_abort() -> None:
    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            raise OSError

    async def receive() -> Message:
        return {"type": "http.request"}

    wrapped, records = captured(sends(START, END))
    with pytest.raises(OSError):
        asyncio.run(wrapped(http_scope(), receive, send))
    assert [record["outcome"] for record in records] == ["aborted"]


def test_cancellation_is_passed_on_and_leads_to_one_record() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(START)
        await asyncio.sleep(10)

    wrapped, records = captured(app)

    async def main() -> None:
        task = asyncio.create_task(play(wrapped, http_scope()))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert [(record["status"], record["outcome"]) for record in records] == [(200, "failed")]


def test_an_error_without_an_error_page_is_a_failure_and_is_passed_on() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise LookupError("lost")

    wrapped, records = captured(app)
    with pytest.raises(LookupError):
        run(wrapped)
    assert [(record["status"], record["outcome"]) for record in records] == [(None, "failed")]


def test_an_error_after_the_head_is_a_failure() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(START)
        raise LookupError("lost")

    wrapped, records = captured(app)
    with pytest.raises(LookupError):
        run(wrapped)
    assert [(record["status"], record["outcome"]) for record in records] == [(200, "failed")]


def test_an_application_that_returns_early_is_a_failure() -> None:
    wrapped, records = captured(sends(START))
    run(wrapped)
    assert records[0]["outcome"] == "failed"


def test_head_requests_have_no_body_whatever_is_sent() -> None:
    wrapped, records = captured(sends(START, END))
    run(wrapped, http_scope(method="HEAD"))
    assert (records[0]["response"]["size"], records[0]["response"]["omitted"]) == (0, "empty")


def test_the_path_is_that_of_the_client_under_mounts_and_prefixes() -> None:
    async def endpoint(request: Request) -> Response:
        return PlainTextResponse(request.scope["path"])

    records: Records = []
    inner = Starlette(routes=[Route("/internal", endpoint), Route("/x", endpoint)])
    inner.add_middleware(
        callback_sink.LabMiddleware, options=callback_sink.MiddlewareOptions(on_capture=records.append)
    )
    client = TestClient(Starlette(routes=[Mount("/api", inner)]))
    assert "x-process-time" in client.get("/api/x").headers
    assert "x-process-time" not in client.get("/api/internal").headers
    assert "x-process-time" not in client.get("/api%2Finternal").headers
    prefixed = TestClient(Starlette(routes=[Mount("/api", inner)]), root_path="/proxy")
    assert "x-process-time" not in prefixed.get("/api/internal").headers
    assert [record["path"] for record in records] == ["/api/x"]


def test_request_headers_are_changed_only_for_the_application() -> None:
    seen: list[Any] = []

    async def endpoint(request: Request) -> Response:
        seen.append((request.headers.get("x-seen"), request.headers.get("x-debug"), request.state.request_id))
        return PlainTextResponse("x")

    app = Starlette(routes=[Route("/", endpoint)])
    records: Records = []
    callback_sink.register_middleware(app, callback_sink.MiddlewareOptions(on_capture=records.append))
    TestClient(app).get("/", headers={"X-Debug": "1", "X-Request-Id": "me"})
    assert seen == [("me", None, "me")]
    assert records[0]["request"]["headers"]["x-debug"] == "1"


def test_duplicate_request_headers_are_a_list() -> None:
    wrapped, records = captured(sends(START, END))
    run(wrapped, http_scope(headers=[(b"X-A", b"1"), (b"x-a", b"2")]))
    assert records[0]["request"]["headers"]["x-a"] == ["1", "2"]


def test_a_truncated_character_is_omitted() -> None:
    body = b"x" * 65535 + "é".encode()
    wrapped, records = captured(sends(START, {"type": "http.response.body", "body": body}))
    run(wrapped)
    shown = records[0]["response"]
    assert (shown["body"], shown["truncated"], shown["size"]) == ("x" * 65535, True, 65537)


def test_a_secret_never_shows_wherever_its_body_is_truncated() -> None:
    text = json.dumps({"a": {"b": ["x" * 50]}, "password": "hunter2", "tail": "y" * 65536}).encode()
    for size in (1, 30, len(text)):
        body = text[:size]
        start = {**START, "headers": [(b"content-type", b"application/json")]}
        wrapped, records = captured(sends(start, {"type": "http.response.body", "body": body}))
        run(wrapped)
        assert "hunter2" not in json.dumps(records)


def test_a_compression_bomb_is_decoded_only_up_to_the_limit() -> None:
    bomb = gzip.compress(b"\x20" * 50_000_000)
    start = {**START, "headers": [(b"content-type", b"text/plain"), (b"content-encoding", b"gzip")]}
    wrapped, records = captured(sends(start, {"type": "http.response.body", "body": bomb}))
    run(wrapped)
    deadline = time.monotonic() + 30
    while not records and time.monotonic() < deadline:
        time.sleep(0.01)
    shown = records[0]["response"] if records else {}
    assert shown.get("truncated", True) is True
    assert len(shown.get("body", "")) <= 65536


@pytest.mark.parametrize("wbits", [zlib.MAX_WBITS, -zlib.MAX_WBITS])
def test_deflate_is_shown_decoded_in_both_its_forms(wbits: int) -> None:
    coder = zlib.compressobj(wbits=wbits)
    body = coder.compress(b'{"password": 1, "n": 2}') + coder.flush()
    start = {**START, "headers": [(b"content-type", b"application/json"), (b"content-encoding", b"deflate")]}
    wrapped, records = captured(sends(start, {"type": "http.response.body", "body": body}))
    run(wrapped)
    assert records[0]["response"]["body"] == '{"password": "[redacted]", "n": 2}'


def test_unknown_codings_are_omitted_with_redaction() -> None:
    start = {**START, "headers": [(b"content-type", b"application/json"), (b"content-encoding", b"br")]}
    wrapped, records = captured(sends(start, END))
    run(wrapped)
    assert records[0]["response"]["omitted"] == "unredactable"


def test_charsets_are_honoured() -> None:
    start = {**START, "headers": [(b"content-type", b"text/plain; charset=shift_jis")]}
    wrapped, records = captured(sends(start, {"type": "http.response.body", "body": "日本 語".encode("shift_jis")}))
    run(wrapped)
    assert records[0]["response"]["body"] == "日本 語"


def test_an_asynchronous_callback_is_awaited() -> None:
    records: Records = []

    async def callback(record: Any) -> None:
        await anyio.sleep(0.01)
        records.append(record)

    app = callback_sink.with_middleware(sends(START, END), callback_sink.MiddlewareOptions(on_capture=callback))

    async def main() -> None:
        await play(app, http_scope())
        await anyio.sleep(0.1)

    asyncio.run(main())
    assert len(records) == 1


@pytest.mark.parametrize("is_async", [False, True])
def test_a_failing_callback_is_reported_and_affects_nothing(is_async: bool) -> None:
    errors: list[Exception] = []

    def fails(record: Any) -> None:
        raise LookupError("sink")

    async def fails_later(record: Any) -> None:
        raise LookupError("sink")

    options = callback_sink.MiddlewareOptions(
        on_capture=fails_later if is_async else fails, on_error=errors.append
    )
    app = callback_sink.with_middleware(sends(START, END), options)

    async def main() -> list[Message]:
        sent = await play(app, http_scope())
        await anyio.sleep(0.02)
        return sent

    assert len(asyncio.run(main())) == 2
    assert [str(error) for error in errors] == ["sink"]


def test_failures_are_logged_without_a_flood(caplog: pytest.LogCaptureFixture) -> None:
    def fails(record: Any) -> None:
        raise LookupError("sink")

    app = callback_sink.with_middleware(sends(START, END), callback_sink.MiddlewareOptions(on_capture=fails))
    for _ in range(20):
        run(app)
    assert len([record for record in caplog.records if record.name == "lab"]) == 1


def test_a_slow_sink_cannot_fill_the_memory() -> None:
    errors: list[str] = []
    started: list[int] = []

    async def main() -> None:
        release = anyio.Event()

        async def slow(record: Any) -> None:
            started.append(1)
            await release.wait()

        options = callback_sink.MiddlewareOptions(on_capture=slow, on_error=lambda error: errors.append(str(error)))
        app = callback_sink.with_middleware(sends(START, END), options)
        for _ in range(1100):
            await play(app, http_scope())
        await anyio.sleep(0.05)
        release.set()
        await anyio.sleep(0.2)

    asyncio.run(main())
    assert len(started) == 1000
    assert "1000 capture records are in flight" in errors[0]
    assert "100 capture records were dropped" in errors[1]


def test_a_failing_id_generator_does_not_affect_requests() -> None:
    errors: list[Exception] = []

    def fails() -> str:
        raise LookupError("ids")

    options = callback_sink.MiddlewareOptions(
        on_capture=lambda record: None, on_error=errors.append, generate_request_id=fails
    )
    sent = run(callback_sink.with_middleware(sends(START, END), options))
    assert len(header(sent[0], "x-request-id") or "") == 36
    assert len(errors) == 1


def wait_for(records: Records, count: int = 1) -> Records:
    deadline = time.monotonic() + 30
    while len(records) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    return records


def spilled(pieces: int) -> tuple[dict[str, Any], int]:
    chunk = os.urandom(65536)
    body = [{"type": "http.response.body", "body": chunk, "more_body": True} for _ in range(pieces)]
    records: Records = []

    async def main() -> None:
        app = spill_sink.with_middleware(
            sends(START, *body, END), spill_sink.MiddlewareOptions(on_capture=records.append)
        )
        await play(app, http_scope())
        while not records:
            await anyio.sleep(0.01)

    asyncio.run(main())
    return records[0]["response"], pieces * 65536 + 3


def test_a_response_too_large_for_memory_goes_to_a_private_file() -> None:
    shown, size = spilled(100)
    file = Path(shown["file"])
    try:
        assert (shown["omitted"], shown["spilledBytes"], shown["truncated"]) == ("spilled", size, False)
        assert file.stat().st_size == size
        assert file.read_bytes().endswith(b"end")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    finally:
        file.unlink()


def test_a_request_above_its_limit_is_dropped_if_the_spec_says_so() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send(START)
        await send(END)

    wrapped, records = captured(app, spill_sink)
    scope = http_scope(method="POST", headers=[(b"content-length", b"2000"), (b"content-type", b"text/plain")])
    run(wrapped, scope, [{"type": "http.request", "body": b"x" * 2000}])
    assert records[0]["request"]["omitted"] == "overflow"
    assert records[0]["request"]["size"] == 2000


def hooked() -> Starlette:
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/context")
    async def context() -> dict[str, str]:
        outer_hooks.from_endpoint.set("endpoint")
        return {"hook": outer_hooks.from_hook.get()}

    @app.get("/broken-after")
    async def broken_after() -> dict[str, str]:
        return {}

    @app.get("/missing-nothing")
    async def nothing() -> dict[str, str]:
        return {}

    with_hooks.register_middleware(app)
    outer_hooks.calls.clear()
    return app


def test_work_before_and_after_the_response_is_done_in_hooks() -> None:
    client = TestClient(hooked())
    response = client.get("/context")
    assert outer_hooks.calls[:2] == ["before GET /context", "after 200"]
    assert outer_hooks.calls[2:] in ([], ["done completed 200"])
    assert "x-outer" in response.headers
    assert response.headers["x-order"] == "inner"


def test_context_variables_pass_from_hook_to_endpoint_and_back() -> None:
    response = TestClient(hooked()).get("/context")
    assert response.json() == {"hook": "before"}
    assert response.headers["x-hook"] == "endpoint"


def test_an_http_exception_of_before_is_handled_by_the_application() -> None:
    response = TestClient(hooked(), raise_server_exceptions=False).get("/teapot")
    assert (response.status_code, response.json()) == (418, {"detail": "short and stout"})
    assert "x-outer" in response.headers


def test_an_error_of_before_leads_to_the_error_page() -> None:
    app = hooked()
    response = TestClient(app, raise_server_exceptions=False).get("/broken-before")
    assert (response.status_code, response.text) == (500, "Internal Server Error")
    assert "x-outer" in response.headers
    with pytest.raises(RuntimeError, match="broken before"):
        TestClient(app).get("/broken-before")


def test_an_error_of_after_is_reported_and_the_response_is_sent(caplog: pytest.LogCaptureFixture) -> None:
    assert TestClient(hooked()).get("/broken-after").status_code == 200
    assert "broken after" in caplog.text


def failing(debug: bool = False, **handlers: Any) -> Starlette:
    async def boom(request: Request) -> Response:
        raise LookupError("boom")

    return Starlette(debug=debug, routes=[Route("/boom", boom)], **handlers)


def test_the_debug_page_is_kept_and_test_clients_still_raise() -> None:
    app = failing(debug=True)
    tutorial_register(app)
    response = TestClient(app, raise_server_exceptions=False).get("/boom", headers={"accept": "text/html"})
    assert response.status_code == 500
    assert "LookupError" in response.text
    assert "x-process-time" in response.headers
    with pytest.raises(LookupError):
        TestClient(app).get("/boom")


def tutorial_register(app: Any) -> None:
    tutorial.register_middleware(app)


def test_handlers_and_middleware_that_are_added_later_apply() -> None:
    app = failing()
    tutorial_register(app)
    app.add_middleware(GZipMiddleware)

    async def page(request: Request, error: Exception) -> Response:
        return JSONResponse({"error": str(error)}, 500)

    app.add_exception_handler(Exception, page)
    response = TestClient(app, raise_server_exceptions=False).get("/boom")
    assert response.json() == {"error": "boom"}
    assert "x-process-time" in response.headers


def test_registration_twice_leads_to_one_header() -> None:
    app = failing()
    tutorial_register(app)
    tutorial_register(app)
    response = TestClient(app, raise_server_exceptions=False).get("/boom")
    assert len(response.headers.get_list("x-process-time")) == 1


def test_registration_after_the_start_is_refused() -> None:
    app = failing()
    TestClient(app).get("/other")
    with pytest.raises(RuntimeError):
        tutorial_register(app)


STOCK: list[tuple[Any, dict[str, Any]]] = [
    (CORSMiddleware, {"allow_origins": ["*"]}),
    (GZipMiddleware, {"minimum_size": 1}),
    (TrustedHostMiddleware, {"allowed_hosts": ["testserver"]}),
    (HTTPSRedirectMiddleware, {}),
    (SessionMiddleware, {"secret_key": "s"}),
]


@pytest.mark.parametrize("is_outside", [True, False], ids=["outside", "inside"])
@pytest.mark.parametrize(("stock", "arguments"), STOCK, ids=lambda value: getattr(value, "__name__", ""))
def test_stock_middleware_works_on_either_side(stock: Any, arguments: dict[str, Any], is_outside: bool) -> None:
    async def endpoint(request: Request) -> Response:
        if "session" in request.scope:
            request.session["seen"] = 1
        return StreamingResponse(iter([b'{"a":', b"1}"]), media_type="application/json")

    records: Records = []
    options = callback_sink.MiddlewareOptions(on_capture=records.append)
    ours = Middleware(callback_sink.LabMiddleware, options=options)
    theirs = Middleware(stock, **arguments)
    app = Starlette(
        routes=[Route("/", endpoint)], middleware=[theirs, ours] if is_outside else [ours, theirs]
    )
    response = TestClient(app, follow_redirects=False).get("/", headers={"Origin": "https://x.example"})
    is_redirect = stock is HTTPSRedirectMiddleware
    assert response.status_code == (307 if is_redirect else 200)
    if not is_redirect:
        assert response.json() == {"a": 1}
        assert records[0]["response"]["body"] == '{"a":1}'
    if not (is_redirect and is_outside):
        assert "x-process-time" in response.headers
        assert len(records) == 1


def test_headers_are_exposed_with_cors_inside_and_outside() -> None:
    import log_sink

    for middleware in ([0, 1], [1, 0]):
        both = [Middleware(CORSMiddleware, allow_origins=["*"], expose_headers=["X-Own"]), Middleware(log_sink.LabMiddleware)]
        app = Starlette(middleware=[both[index] for index in middleware])
        response = TestClient(app).get("/", headers={"Origin": "https://x.example"})
        exposed = response.headers.get_list("access-control-expose-headers")
        if middleware == [1, 0]:
            assert {"X-Own", "X-Process-Time"} <= {name.strip() for name in exposed[0].split(",")}
        assert "x-process-time" in response.headers


def test_telemetry_records_carry_the_conventional_names_and_the_span() -> None:
    from opentelemetry import trace
    from opentelemetry._logs import set_logger_provider
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
    from opentelemetry.sdk.trace import TracerProvider

    exporter = InMemoryLogRecordExporter()
    provider = LoggerProvider()
    provider.add_log_record_processor(SimpleLogRecordProcessor(exporter))
    set_logger_provider(provider)
    trace.set_tracer_provider(TracerProvider())
    import telemetry_sink

    app = telemetry_sink.with_middleware(sends(START, END))
    with trace.get_tracer("test").start_as_current_span("request") as span:
        run(app, http_scope("/otel", query_string=b"a=1"))
    deadline = time.monotonic() + 30
    while not exporter.get_finished_logs() and time.monotonic() < deadline:
        time.sleep(0.01)
    (found,) = exporter.get_finished_logs()
    record = found.log_record
    attributes = dict(record.attributes or {})
    assert attributes["http.request.method"] == "GET"
    assert attributes["url.path"] == "/otel"
    assert attributes["url.query"] == "a=1"
    assert attributes["http.response.status_code"] == 200
    assert attributes["http.response.body.content"] == "end"
    assert attributes["http.response.header.content-type"] == ("text/plain",)
    assert record.trace_id == span.get_span_context().trace_id


def test_options_and_records_are_typed() -> None:
    options = callback_sink.MiddlewareOptions(on_capture=lambda record: record["status"])
    with pytest.raises(AttributeError):
        setattr(options, "on_error", None)


def test_binary_content_is_base64() -> None:
    wrapped, records = captured(sends(START, {"type": "http.response.body", "body": b"\xff\xfe"}), spill_sink)
    run(wrapped)
    assert records[0]["response"]["encoding"] == "base64"
    assert base64.b64decode(records[0]["response"]["body"]) == b"\xff\xfe"
