"""Tests the examples of FastAPI's page on middleware and of a well-known answer on logging response bodies."""

import asyncio
import json
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Annotated, Any

import fastapi
import pytest
from conftest import Message, header, http_scope, play
from fastapi import BackgroundTasks, Depends, FastAPI
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

import callback_sink
import log_sink
import spill_sink
import tutorial
import with_hooks
from spill_sink._internal.spill import SPILL_WORKER
from with_hooks import outer_hooks

Records = list[dict[str, Any]]


def captured(app: Any, package: Any = callback_sink) -> tuple[Any, Records]:
    records: Records = []
    return package.with_middleware(app, package.MiddlewareOptions(on_capture=records.append)), records


def hooked() -> FastAPI:
    app = FastAPI()
    with_hooks.register_middleware(app)
    outer_hooks.calls.clear()
    return app


# FastAPI's page on middleware.


def test_middleware_works_with_every_request_before_any_path_operation() -> None:
    app = hooked()

    def dependency() -> None:
        outer_hooks.calls.append("dependency")

    @app.get("/things/{number}", dependencies=[Depends(dependency)])
    def thing(number: int) -> int:
        outer_hooks.calls.append("path operation")
        return number

    client = TestClient(app)
    client.get("/things/1")
    assert outer_hooks.calls[:3] == ["before GET /things/1", "dependency", "path operation"]
    for path in ("/missing", "/things/x"):
        outer_hooks.calls.clear()
        client.get(path)
        assert outer_hooks.calls[0] == f"before GET {path}"


def test_and_with_every_response_before_it_is_returned() -> None:
    app = hooked()

    @app.get("/broken")
    def broken() -> None:
        raise LookupError

    client = TestClient(app, raise_server_exceptions=False)
    for path, status in (("/missing", 404), ("/broken", 500), ("/openapi.json", 200)):
        outer_hooks.calls.clear()
        response = client.get(path)
        assert response.status_code == status
        assert f"after {status}" in outer_hooks.calls
        assert response.headers["x-hook"] == "unset"


def test_it_can_do_something_to_the_request() -> None:
    async def endpoint(request: Request) -> Response:
        return PlainTextResponse(request.headers["x-seen"])

    wrapped, _ = captured(Starlette(routes=[Route("/", endpoint)]))
    response = TestClient(wrapped).get("/", headers={"X-Request-Id": "r-1"})
    assert response.text == "r-1"


def test_it_can_do_something_to_the_response() -> None:
    app = hooked()

    @app.get("/changed-after")
    def changed() -> str:
        return "x"

    response = TestClient(app).get("/changed-after")
    assert (response.status_code, response.headers["x-hook"], response.json()) == (202, "unset", "x")


def test_code_after_yield_and_background_tasks_run_as_without_the_middleware() -> None:
    def run(register: bool) -> list[str]:
        app, order = FastAPI(), list[str]()

        def dependency() -> Iterator[None]:
            order.append("enter")
            yield
            order.append("exit")

        @app.get("/")
        def endpoint(tasks: BackgroundTasks, _: Annotated[None, Depends(dependency)]) -> str:
            tasks.add_task(order.append, "background")
            order.append("endpoint")
            return "x"

        if register:
            tutorial.register_middleware(app)
        TestClient(app).get("/")
        return order

    assert run(register=True) == run(register=False)
    assert set(run(register=True)) == {"enter", "endpoint", "exit", "background"}


def test_the_time_does_not_include_what_runs_after_the_response() -> None:
    app = FastAPI()

    def dependency() -> Iterator[None]:
        yield
        time.sleep(0.2)

    @app.get("/")
    def endpoint(tasks: BackgroundTasks, _: Annotated[None, Depends(dependency)]) -> Response:
        tasks.add_task(time.sleep, 0.2)
        return PlainTextResponse("x", background=tasks)

    tutorial.register_middleware(app)
    started = time.perf_counter()
    response = TestClient(app).get("/")
    assert float(response.headers["x-process-time"]) <= time.perf_counter() - started - 0.35


def test_a_middleware_is_created_by_one_call() -> None:
    app = FastAPI()
    tutorial.register_middleware(app)
    assert "x-process-time" in TestClient(app).get("/").headers


def test_the_process_time_is_seconds_as_a_plain_number(monkeypatch: pytest.MonkeyPatch) -> None:
    # The clock of FastAPI's example can be set back while it measures, and its header can contain `5e-05`.
    clock = iter([1000.0] + [0.0] * 1000)
    monkeypatch.setattr(time, "time", lambda: next(clock))
    app = FastAPI()
    tutorial.register_middleware(app)
    value = TestClient(app).get("/").headers["x-process-time"]
    assert value.replace(".", "").isdigit()
    assert 0 <= float(value) < 60


def test_the_process_time_is_on_the_page_for_unhandled_errors() -> None:
    app = FastAPI()

    @app.get("/")
    def broken() -> None:
        raise LookupError

    tutorial.register_middleware(app)
    response = TestClient(app, raise_server_exceptions=False).get("/")
    assert (response.status_code, response.text) == (500, "Internal Server Error")
    assert "x-process-time" in response.headers


@pytest.mark.parametrize("is_first", [True, False], ids=["registered-before-cors", "registered-after-cors"])
def test_custom_headers_are_exposed_with_cors_inside(is_first: bool) -> None:
    app = FastAPI()
    if is_first:
        log_sink.register_middleware(app)
    app.add_middleware(CORSMiddleware, allow_origins=["*"], expose_headers=["X-Own"])
    if not is_first:
        log_sink.register_middleware(app)
    response = TestClient(app).get("/", headers={"Origin": "https://x.example"})
    exposed = [name.strip() for name in response.headers["access-control-expose-headers"].split(",")]
    assert exposed.count("X-Own") == 1
    assert {"X-Process-Time", "X-Request-Id"} <= set(exposed)


def test_with_cors_outside_its_own_list_applies() -> None:
    cors = CORSMiddleware(
        log_sink.with_middleware(FastAPI()), allow_origins=["*"], expose_headers=["X-Process-Time", "X-Own"]
    )
    response = TestClient(cors).get("/", headers={"Origin": "https://x.example"})
    assert response.headers.get_list("access-control-expose-headers") == ["X-Process-Time, X-Own"]
    assert "x-process-time" in response.headers


def test_hooks_receive_starlettes_request(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    app = hooked()
    monkeypatch.setattr(with_hooks.outer, "before", seen.append)
    TestClient(app).get("/")
    assert type(seen[0]) is Request
    assert fastapi.Request is Request


def test_work_before_and_after_the_response_sees_the_same_request() -> None:
    app = hooked()

    @app.get("/context")
    async def context() -> dict[str, str]:
        outer_hooks.calls.append("path operation")
        outer_hooks.from_endpoint.set("endpoint")
        return {"hook": outer_hooks.from_hook.get()}

    response = TestClient(app).get("/context")
    assert outer_hooks.calls[:3] == ["before GET /context", "path operation", "after 200"]
    assert response.json() == {"hook": "before"}
    assert response.headers["x-hook"] == "endpoint"


# The answer on logging response bodies.


def streaming(*chunks: bytes, media_type: str | None = "text/plain") -> Starlette:
    async def endpoint(request: Request) -> Response:
        return StreamingResponse(iter(chunks), media_type=media_type)

    return Starlette(routes=[Route("/", endpoint)])


def test_the_response_content_is_available_in_a_middleware() -> None:
    wrapped, records = captured(streaming(b"con", b"tent"))
    assert TestClient(wrapped).get("/").text == "content"
    assert records[0]["response"]["body"] == "content"


def test_the_iterator_is_iterated_once_and_only_by_the_server() -> None:
    iterations: list[str] = []

    def pieces() -> Iterator[bytes]:
        iterations.append("begun")
        yield b"a"
        yield b"b"

    async def endpoint(request: Request) -> Response:
        return StreamingResponse(pieces(), media_type="text/plain")

    app = Starlette(routes=[Route("/", endpoint)])
    wrapped, records = captured(app)
    with_ours = asyncio.run(play(wrapped, http_scope()))
    without = asyncio.run(play(app, http_scope()))
    assert with_ours[1:] == without[1:]
    assert iterations == ["begun", "begun"]
    assert records[0]["response"]["body"] == "ab"


def test_the_request_body_is_recorded_and_available_to_the_handler() -> None:
    app = FastAPI()

    @app.post("/")
    async def echo(body: dict[str, Any]) -> dict[str, Any]:
        return body

    wrapped, records = captured(app)
    assert TestClient(wrapped).post("/", json={"a": "ö"}).json() == {"a": "ö"}
    assert json.loads(records[0]["request"]["body"]) == {"a": "ö"}


def test_the_whole_body_is_shown_and_not_only_the_first_chunk() -> None:
    wrapped, records = captured(streaming(b"first ", b"second ", b"third"))
    TestClient(wrapped).get("/")
    assert records[0]["response"]["body"] == "first second third"


def test_characters_that_are_split_between_chunks_are_complete() -> None:
    wrapped, records = captured(streaming(*[bytes([byte]) for byte in "sch\u00f6n \U0001f600".encode()]))
    assert TestClient(wrapped).get("/").text == "sch\u00f6n \U0001f600"
    assert records[0]["response"]["body"] == "sch\u00f6n \U0001f600"


def test_undecodable_content_is_not_an_error() -> None:
    wrapped, records = captured(streaming(b"\xff\xfe\x80"), spill_sink)
    assert TestClient(wrapped).get("/").content == b"\xff\xfe\x80"
    assert records[0]["response"]["encoding"] == "base64"


def test_a_body_without_a_chunk_is_not_an_error() -> None:
    wrapped, records = captured(streaming())
    assert TestClient(wrapped).get("/").content == b""
    assert records[0]["response"]["omitted"] == "empty"


PIECE = b"x" * 65536


def fresh_piece() -> bytes:
    """Return a piece that takes up memory of its own."""
    return b"x" * len(PIECE)


def flow(
    count: int, pause: Callable[[], Any] = lambda: asyncio.sleep(0), piece: Callable[[], bytes] = lambda: PIECE
) -> tuple[Any, list[Message]]:
    """Return an application that checks that no chunk is held back, and the list of sent messages."""
    sent: list[Message] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}
        )
        for number in range(count):
            await send({"type": "http.response.body", "body": piece(), "more_body": True})
            assert len(sent) == number + 2
            await pause()
        await send({"type": "http.response.body", "body": b"end"})

    return app, sent


async def drive(app: Any, sent: list[Message], scope: Message) -> int:
    """Run a request and return the peak memory that it used."""

    async def receive() -> Message:
        await asyncio.Event().wait()
        return {}

    async def send(message: Message) -> None:
        # Like a server, do not keep the data.
        sent.append({"size": len(message.get("body", b""))})

    tracemalloc.start()
    try:
        await app(scope, receive, send)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_stream_larger_than_memory_is_truncated_only_in_the_record() -> None:
    app, sent = flow(2000)
    wrapped, records = captured(app)
    peak = asyncio.run(drive(wrapped, sent, http_scope()))
    size = 2000 * len(PIECE) + 3
    assert sum(message["size"] for message in sent) == size
    shown = records[0]["response"]
    assert (shown["size"], shown["truncated"], len(shown["body"])) == (size, True, 65536)
    assert peak < 4 * 1024 * 1024


def spilled(app: Any, sent: list[Message], resume: Callable[[], None] = lambda: None) -> int:
    """Check that a stream of 300 pieces is complete on the disk, and return the peak memory."""
    records: Records = []
    wrapped = spill_sink.with_middleware(app, spill_sink.MiddlewareOptions(on_capture=records.append))

    async def main() -> int:
        peak = await drive(wrapped, sent, http_scope())
        resume()
        while not records:
            await asyncio.sleep(0.01)
        return peak

    peak = asyncio.run(main())
    shown = records[0]["response"]
    file = Path(shown["file"])
    try:
        assert (shown["omitted"], shown["truncated"]) == ("spilled", False)
        assert file.stat().st_size == shown["spilledBytes"] == 300 * len(PIECE) + 3
        assert file.read_bytes() == b"x" * 300 * len(PIECE) + b"end"
    finally:
        file.unlink()
    return peak


def test_a_stream_larger_than_memory_goes_to_disk_and_to_the_client_at_once() -> None:
    # The disk is as fast as the stream.
    app, sent = flow(300, lambda: asyncio.to_thread(SPILL_WORKER.wait), fresh_piece)
    assert spilled(app, sent) < 4 * 1024 * 1024


def test_a_stream_that_waits_for_the_disk_is_in_memory_once() -> None:
    app, sent = flow(300, piece=fresh_piece)
    is_ready = Event()
    SPILL_WORKER.submit(is_ready.wait)
    try:
        assert spilled(app, sent, is_ready.set) < 300 * len(PIECE) + 4 * 1024 * 1024
    finally:
        is_ready.set()


def test_a_route_with_large_streams_is_excluded_by_the_spec() -> None:
    app, sent = flow(50)
    # `/download/**` is excluded from capture only.
    seen: list[Any] = []

    async def endpoint(scope: Any, receive: Any, send: Any) -> None:
        seen.append(receive)
        await app(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    wrapped = log_sink.with_middleware(endpoint)
    asyncio.run(wrapped(http_scope("/download/1"), receive, send))
    assert seen == [receive], "nothing stands between the server and the application's reading"
    assert all(message["body"] is PIECE for message in sent[1:-1])
    assert header(sent[0], "x-process-time") is not None


def test_status_headers_and_media_type_are_preserved_with_duplicates() -> None:
    def respond() -> Response:
        response = Response(b"{}", 207, {"X-A": "1"}, "application/vnd.x+json")
        response.set_cookie("a", "1")
        response.set_cookie("b", "2")
        return response

    async def endpoint(request: Request) -> Response:
        return respond()

    wrapped = tutorial.with_middleware(Starlette(routes=[Route("/", endpoint)]))
    response = TestClient(wrapped).get("/")
    bare = [(name.decode(), value.decode()) for name, value in respond().raw_headers]
    assert response.status_code == 207
    assert [item for item in response.headers.multi_items() if item[0] != "x-process-time"] == bare


def test_a_compressed_response_is_shown_decoded_with_gzip_inside() -> None:
    async def endpoint(request: Request) -> Response:
        return PlainTextResponse("x" * 2000)

    records: Records = []
    ours = Middleware(
        callback_sink.LabMiddleware, options=callback_sink.MiddlewareOptions(on_capture=records.append)
    )
    app = Starlette(routes=[Route("/", endpoint)], middleware=[ours, Middleware(GZipMiddleware)])
    response = TestClient(app).get("/", headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert records[0]["response"]["body"] == "x" * 2000
    assert records[0]["response"]["size"] < 2000
