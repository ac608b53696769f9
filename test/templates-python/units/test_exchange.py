"""The messages of one request and its response."""

from collections.abc import Awaitable, Callable, Sequence

import anyio
import pytest
from python.asgi.capture import ExchangeCapture
from python.asgi.exchange import Exchange
from python.shared.body import Buffer, RawHeaders
from python.shared.record import Outcome
from starlette.types import Message, Scope

GET: Scope = {"type": "http", "method": "GET", "headers": []}
POST: Scope = {"type": "http", "method": "POST", "headers": [(b"content-length", b"4")]}
REQUEST: Message = {"type": "http.request", "body": b"", "more_body": False}
DISCONNECT: Message = {"type": "http.disconnect"}
START: Message = {"type": "http.response.start", "status": 200, "headers": []}
BODY: Message = {"type": "http.response.body", "body": b"abc"}


class Server:
    """Has messages for the application, and waits for ever when there are no more."""

    def __init__(self, messages: Sequence[Message | Exception] = ()) -> None:
        self.waiting = list(messages)
        self.sent: list[Message] = []
        self.error: Exception | None = None

    async def receive(self) -> Message:
        if not self.waiting:
            await anyio.sleep_forever()
        message = self.waiting.pop(0)
        if isinstance(message, Exception):
            raise message
        return message

    async def send(self, message: Message) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append(message)


Handler = Callable[[Exchange], Awaitable[object]]


def outcomes_of(server: Server, handler: Handler, scope: Scope = GET, backend: str = "asyncio") -> list[Outcome]:
    """Run a handler; return what was told at the end."""
    outcomes: list[Outcome] = []

    async def run() -> None:
        exchange = Exchange(scope, server.receive, server.send, on_done=outcomes.append)
        with anyio.fail_after(5):
            await handler(exchange)
            await exchange.close()

    anyio.run(run, backend=backend)
    return outcomes


async def answer(exchange: Exchange) -> None:
    await exchange.send(dict(START))
    await exchange.send(dict(BODY))


def test_messages_are_passed_on_unchanged_and_the_end_is_told_once() -> None:
    server = Server([dict(REQUEST)])
    assert outcomes_of(server, answer) == ["completed"]
    assert server.sent == [START, BODY]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_what_the_server_was_asked_is_kept_for_the_application(backend: str) -> None:
    received: list[Message] = []

    async def handler(exchange: Exchange) -> None:
        await exchange.send(dict(START))
        received.append(await exchange.receive())
        received.append(await exchange.receive())
        await exchange.send(dict(BODY))

    assert outcomes_of(Server([REQUEST, DISCONNECT]), handler, backend=backend) == ["aborted"]
    assert received == [REQUEST, DISCONNECT]


def test_an_error_of_the_server_is_raised_where_the_application_receives() -> None:
    async def handler(exchange: Exchange) -> None:
        await exchange.send(dict(START))
        assert await exchange.receive() == REQUEST
        with pytest.raises(RuntimeError, match="no more"):
            await exchange.receive()
        await exchange.send(dict(BODY))

    assert outcomes_of(Server([REQUEST, RuntimeError("no more")]), handler) == ["completed"]


def test_a_request_without_a_message_has_an_empty_body() -> None:
    async def handler(exchange: Exchange) -> None:
        await exchange.send(dict(START))
        assert await exchange.receive() == REQUEST
        await exchange.send(dict(BODY))

    assert outcomes_of(Server(), handler) == ["completed"]


def test_a_request_with_a_body_is_left_to_the_application() -> None:
    first: Message = {"type": "http.request", "body": b"ab", "more_body": True}
    last: Message = {"type": "http.request", "body": b"cd", "more_body": False}

    async def handler(exchange: Exchange) -> None:
        server = exchange.receive_next
        await exchange.send(dict(START))
        assert exchange.receive_next == server
        assert await exchange.receive() == first
        assert await exchange.receive() == last
        await exchange.send(dict(BODY))

    server = Server([first, last])

    async def unread(exchange: Exchange) -> None:
        await answer(exchange)
        assert server.waiting == [first, last]

    assert outcomes_of(server, unread, POST) == ["completed"]
    assert outcomes_of(server, handler, POST) == ["completed"]


@pytest.mark.parametrize("times", [(0.0049, 0.005), (0.005, 0.005)])
def test_a_client_is_assumed_to_be_there_shortly_after_it_was_heard_of(
    times: tuple[float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr("python.asgi.exchange.perf_counter", lambda: now)
    server = Server([REQUEST])

    async def handler(exchange: Exchange) -> None:
        nonlocal now
        await exchange.receive()
        server.waiting.append(DISCONNECT)
        for message, now in zip((START, BODY), times, strict=True):
            await exchange.send(dict(message))
            assert server.waiting == ([DISCONNECT] if now < 0.005 else [])

    assert outcomes_of(server, handler) == ["aborted"]


def test_a_client_is_assumed_to_be_there_shortly_after_the_server_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("python.asgi.exchange.perf_counter", lambda: now)
    server = Server([REQUEST])

    async def handler(exchange: Exchange) -> None:
        nonlocal now
        await exchange.send(dict(START))
        assert server.waiting == []
        server.waiting.append(DISCONNECT)
        now = 0.0049
        await exchange.send(dict(BODY))
        assert server.waiting == [DISCONNECT]

    assert outcomes_of(server, handler) == ["completed"]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_the_end_is_told_though_the_request_is_cancelled(backend: str) -> None:
    async def handler(exchange: Exchange) -> None:
        with anyio.CancelScope() as scope:
            scope.cancel()
            await exchange.close()
        assert exchange.is_over

    for messages, outcome in (([REQUEST], "failed"), ([REQUEST, DISCONNECT], "aborted")):
        assert outcomes_of(Server(messages), handler, backend=backend) == [outcome]


def test_a_disconnect_before_the_end_is_an_abort_and_after_it_is_not() -> None:
    async def leaves(exchange: Exchange) -> None:
        await exchange.receive()
        await exchange.send(dict(START))
        assert await exchange.receive() == DISCONNECT
        await exchange.send(dict(BODY))

    async def stays(exchange: Exchange) -> None:
        await exchange.receive()
        await answer(exchange)
        assert await exchange.receive() == DISCONNECT

    assert outcomes_of(Server([REQUEST, DISCONNECT]), leaves) == ["aborted"]
    assert outcomes_of(Server([REQUEST, DISCONNECT]), stays) == ["completed"]


def test_a_disconnect_while_the_last_message_is_sent_is_no_abort() -> None:
    class Busy(Server):
        async def send(self, message: Message) -> None:
            if message["type"] == "http.response.body":
                # As another task of the application would, before the server has accepted it.
                self.waiting.append(DISCONNECT)
                assert await exchange.receive() == DISCONNECT
                assert not exchange.is_over
            await super().send(message)

    async def handler(one: Exchange) -> None:
        nonlocal exchange
        exchange = one
        await one.receive()
        await answer(one)

    exchange: Exchange
    assert outcomes_of(Busy([REQUEST]), handler) == ["completed"]


@pytest.mark.parametrize(
    ("method", "status", "outcome"),
    [("GET", 200, "aborted"), ("GET", 204, "completed"), ("GET", 304, "completed"), ("HEAD", 200, "completed")],
)
def test_a_client_that_leaves_after_the_head_has_all_if_there_is_no_body(
    method: str, status: int, outcome: Outcome
) -> None:
    async def handler(exchange: Exchange) -> None:
        await exchange.receive()
        await exchange.send({**START, "status": status})
        await exchange.receive()

    server = Server([REQUEST, DISCONNECT])
    assert outcomes_of(server, handler, {**GET, "method": method}) == [outcome]


def test_a_response_ends_with_its_last_message() -> None:
    async def parts(exchange: Exchange) -> None:
        await exchange.send(dict(START))
        await exchange.send({**BODY, "more_body": True})
        assert not exchange.is_over
        await exchange.send(dict(BODY))
        assert exchange.is_over

    async def trailers(exchange: Exchange) -> None:
        await exchange.send({**START, "trailers": True})
        await exchange.send(dict(BODY))
        assert not exchange.is_over
        await exchange.send({"type": "http.response.trailers", "headers": [], "more_trailers": True})
        assert not exchange.is_over
        await exchange.send({"type": "http.response.trailers", "headers": []})
        assert exchange.is_over

    async def file(exchange: Exchange) -> None:
        await exchange.send(dict(START))
        await exchange.send({"type": "http.response.pathsend", "path": "/a"})
        assert exchange.is_over

    for handler in (parts, trailers, file):
        assert outcomes_of(Server([REQUEST]), handler) == ["completed"]


def test_a_response_without_an_end_has_failed() -> None:
    async def nothing(_: Exchange) -> None:
        return

    async def head(exchange: Exchange) -> None:
        await exchange.send(dict(START))

    assert outcomes_of(Server([REQUEST]), nothing) == ["failed"]
    assert outcomes_of(Server([REQUEST]), head) == ["failed"]
    assert outcomes_of(Server([REQUEST, DISCONNECT]), nothing) == ["aborted"]


def test_what_the_server_refuses_does_not_count() -> None:
    server = Server([REQUEST])

    async def handler(exchange: Exchange) -> None:
        await exchange.send(dict(START))
        server.error = RuntimeError("out of order")
        with pytest.raises(RuntimeError):
            await exchange.send(dict(BODY))
        assert not exchange.is_over
        server.error = OSError("gone")
        with pytest.raises(OSError):
            await exchange.send(dict(BODY))
        assert exchange.is_over

    assert outcomes_of(server, handler) == ["aborted"]


class Watched(ExchangeCapture):
    """Keeps what is recorded of an exchange."""

    def __init__(self, statuses: range = range(100, 600)) -> None:
        self.statuses = statuses
        self.heads: list[tuple[int, RawHeaders]] = []
        self.chunks: list[Buffer] = []
        self.requests: list[tuple[Buffer, bool]] = []
        self.files = 0

    def is_wanted(self, status: int | None) -> bool:
        return status in self.statuses

    def request_body(self, chunk: Buffer, *, is_last: bool) -> None:
        self.requests.append((chunk, is_last))

    def head(self, status: int, headers: RawHeaders, sent: float) -> None:
        self.heads.append((status, headers))

    def response_body(self, chunk: Buffer) -> None:
        self.chunks.append(chunk)

    def response_file(self) -> None:
        self.files += 1

    def done(self, outcome: Outcome) -> None:
        self.outcome = outcome


def watched(
    server: Server, handler: Handler, scope: Scope = GET, statuses: range = range(100, 600)
) -> Watched:
    """Run a handler; return what was recorded."""
    capture = Watched(statuses)

    async def run() -> None:
        exchange = Exchange(scope, server.receive, server.send, capture)
        with anyio.fail_after(5):
            await handler(exchange)
            await exchange.close()

    anyio.run(run)
    return capture


def test_headers_that_can_be_read_once_are_recorded_and_sent() -> None:
    pairs = [(b"a", b"1"), (b"b", b"2")]

    async def handler(exchange: Exchange) -> None:
        await exchange.send({**START, "headers": iter(pairs)})
        await exchange.send({"type": "http.response.start", "status": 103})
        await exchange.send(dict(BODY))

    server = Server([REQUEST])
    capture = watched(server, handler)
    assert capture.heads == [(200, tuple(pairs)), (103, ())]
    assert server.sent[0]["headers"] == pairs
    assert "headers" not in server.sent[1]


def test_the_headers_in_the_record_are_those_that_were_sent() -> None:
    given = [(b"a", b"1")]

    async def handler(exchange: Exchange) -> None:
        await exchange.send({**START, "headers": given})
        given.append((b"b", b"2"))
        await exchange.send(dict(BODY))

    assert watched(Server([REQUEST]), handler).heads == [(200, ((b"a", b"1"),))]


def test_bodies_are_recorded_as_they_pass() -> None:
    first: Message = {"type": "http.request", "body": b"ab", "more_body": True}

    async def handler(exchange: Exchange) -> None:
        for _ in range(3):
            await exchange.receive()
        await exchange.send(dict(START))
        await exchange.send({**BODY, "more_body": True})
        await exchange.send({"type": "http.response.body"})

    capture = watched(Server([first, {"type": "http.request"}, REQUEST]), handler, POST)
    assert capture.requests == [(b"ab", False), (b"", True), (b"", True)]
    assert capture.chunks == [b"abc", b""]
    assert capture.files == 0
    assert capture.outcome == "completed"


@pytest.mark.parametrize("kind", ["http.response.pathsend", "http.response.zerocopysend"])
def test_a_file_that_the_server_sends_is_recorded_without_its_content(kind: str) -> None:
    async def handler(exchange: Exchange) -> None:
        await exchange.send(dict(START))
        await exchange.send({"type": kind})

    capture = watched(Server([REQUEST]), handler)
    assert (capture.files, capture.chunks, capture.outcome) == (1, [], "completed")


def test_a_response_that_is_not_recorded_is_not_followed() -> None:
    async def handler(exchange: Exchange) -> None:
        await answer(exchange)
        assert exchange.is_over
        assert await exchange.receive() == REQUEST

    server = Server([REQUEST, DISCONNECT])
    capture = watched(server, handler, statuses=range(500, 600))
    # The server was not asked whether the client is still there.
    assert server.waiting == [DISCONNECT]
    assert server.sent == [START, BODY]
    assert capture.chunks == []


def test_a_done_hook_follows_a_response_that_is_not_recorded() -> None:
    outcomes: list[Outcome] = []
    server = Server([REQUEST, DISCONNECT])

    async def run() -> None:
        exchange = Exchange(GET, server.receive, server.send, Watched(range(500, 600)), on_done=outcomes.append)
        await answer(exchange)

    anyio.run(run)
    assert outcomes == ["aborted"]
    assert server.waiting == []
