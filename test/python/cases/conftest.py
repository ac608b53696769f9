"""Servers, and functions that call an application with ASGI messages."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest

HERE = Path(__file__).parent
SERVERS = ("uvicorn-httptools", "uvicorn-h11", "hypercorn-http1", "hypercorn-http2", "hypercorn-trio")


class PatientTransport(httpx.HTTPTransport):
    """Retries once: on a busy machine, hypercorn can close an HTTP/2 connection too early."""

    retried: ClassVar[set[str]] = set()
    """The paths of requests that were sent twice. The application may have got the first one too."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return super().handle_request(request)
        except httpx.WriteError:
            self.retried.add(request.url.path)
            return super().handle_request(request)


class Server:
    """An application in a separate process."""

    def __init__(self, kind: str, app: str, log: Path) -> None:
        self.kind = kind
        self.log = log
        # The server takes a free port itself. One that is chosen for it may be taken by another server in the meantime,
        # whose end would then look like the end of this one.
        command = (
            [
                *("uvicorn", app, "--port", "0", "--http", kind.removeprefix("uvicorn-")),
                *("--no-access-log", "--timeout-keep-alive", "60"),
            ]
            if kind.startswith("uvicorn")
            else [
                *("hypercorn", app, "--bind", "127.0.0.1:0"),
                *("--worker-class", "trio" if kind.endswith("trio") else "asyncio"),
                # On a busy machine, the default of 5 s is over before a test has done with its connection.
                *("--keep-alive", "60"),
            ]
        )
        self.output = log.open("wb")
        self.errors = log.with_suffix(".err").open("wb")
        environment = {**os.environ, "PYTHONPATH": str(HERE), "LC_ALL": "C", "PYTHONUTF8": "0"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command], stdout=self.output, stderr=self.errors, cwd=HERE, env=environment
        )
        self.port = self.announced_port()

    def announced_port(self) -> int:
        """Wait until the server says where it runs."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            found = re.search(r"running on http://127\.0\.0\.1:(\d+)", self.complaints(), re.IGNORECASE)
            if found:
                return int(found[1])
            time.sleep(0.05)
        self.process.kill()
        raise RuntimeError(f"{self.kind} has not started: {self.complaints()}")

    def complaints(self) -> str:
        """Return what the server has written to standard error."""
        return self.log.with_suffix(".err").read_text()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> httpx.Client:
        if self.kind == "hypercorn-http2":
            return httpx.Client(base_url=self.url, transport=PatientTransport(http1=False, http2=True), timeout=20)
        return httpx.Client(base_url=self.url, timeout=20)

    def records(self) -> list[dict[str, Any]]:
        # The last line may be incomplete.
        lines = self.log.read_bytes().decode("utf-8").split("\n")[:-1]
        return [json.loads(line) for line in lines if line.startswith("{")]

    def record(self, path: str, query: str | None = None, seconds: float = 30.0) -> dict[str, Any]:
        """Return the only record of a path, and of a query if one is given."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = [
                record
                for record in self.records()
                if record["path"] == path and (query is None or record.get("query") == query)
            ]
            if path in PatientTransport.retried:
                found = [record for record in found if record["outcome"] == "completed"][-1:]
            if found:
                assert len(found) == 1, found
                return found[0]
            time.sleep(0.02)
        raise AssertionError(f"no record of {path} (exit code {self.process.poll()}): {self.complaints()[-2000:]}")

    def memory(self) -> int:
        """Return the peak memory of the process, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.output.close()
        self.errors.close()


@pytest.fixture(scope="session", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(request.param, "lab:app", tmp_path_factory.mktemp("server") / "out")
    yield running
    running.stop()


Message = dict[str, Any]


def http_scope(path: str = "/", method: str = "GET", **more: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"test")],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
        **more,
    }


async def play(
    app: Callable[..., Any], scope: dict[str, Any], messages: list[Message] | None = None
) -> list[Message]:
    """Return the messages that an application sends for those that it receives."""
    import anyio

    waiting = list(messages if messages is not None else [{"type": "http.request", "body": b"", "more_body": False}])
    sent: list[Message] = []

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        await anyio.sleep_forever()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


def headers_of(message: Message) -> list[tuple[str, str]]:
    return [(name.decode(), value.decode()) for name, value in message["headers"]]


def header(message: Message, name: str) -> str | None:
    values = [value for key, value in headers_of(message) if key == name]
    assert len(values) < 2, values
    return values[0] if values else None
