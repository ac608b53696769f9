"""A server process: `server.py FRAMEWORK VARIANT [PACKAGE]`, where the package is what mwgen made.

It prints its port as a line, and answers each line that it reads with one line of JSON, as `servers/main.ts` does.
"""

import asyncio
import gc
import importlib
import json
import signal
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.applications import Starlette
from starlette.concurrency import iterate_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware

SMALL = {"id": 7, "name": "a thing", "tags": ["one", "two", "three"], "text": "x" * 110, "more": {"a": 1, "b": None}}
BIG = b"a line of text\n" * (1024 * 1024 // 15)


async def small(request: Request) -> Response:
    return JSONResponse(SMALL)


async def echo(request: Request) -> Response:
    return JSONResponse(await request.json())


async def big(request: Request) -> Response:
    return Response(BIG, media_type="text/plain")


async def stream(request: Request) -> Response:
    count = 16 * 1024 if request.url.path == "/gigabyte" else 96

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(count):
            yield b"a line of text\n" * 4369 + b"\n"

    return StreamingResponse(pieces(), media_type="text/plain")


async def tutorial(request: Request, call_next: Any) -> Any:
    """The timing middleware of FastAPI's tutorial."""
    started = time.perf_counter()
    response = await call_next(request)
    response.headers["X-Process-Time"] = str(time.perf_counter() - started)
    return response


async def option_1(request: Request, call_next: Any) -> Any:
    """The first way of the well-known answer to read a response body."""
    response = await call_next(request)
    response_body = [chunk async for chunk in response.body_iterator]
    response.body_iterator = iterate_in_threadpool(iter(response_body))
    (b"".join(response_body)).decode()
    return response


async def option_2(request: Request, call_next: Any) -> Any:
    """The second way of that answer."""
    response = await call_next(request)
    response_body = b""
    async for chunk in response.body_iterator:
        response_body += chunk
    response_body.decode()
    headers = dict(response.headers)
    return Response(response_body, response.status_code, headers, response.media_type)


class TimingByHand:
    """Pure ASGI, which is how Starlette's documentation wants it."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()

        async def send_timed(message: Any) -> None:
            if message["type"] == "http.response.start":
                taken = f"{time.perf_counter() - started:.6f}".encode()
                message["headers"] = [*message["headers"], (b"x-process-time", taken)]
            await send(message)

        await self.app(scope, receive, send_timed)


class CaptureByHand:
    """Collects the whole body."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = bytearray()

        async def send_kept(message: Any) -> None:
            if message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
            await send(message)

        await self.app(scope, receive, send_kept)
        body.decode()


OTHERS = {
    "timing, by hand": Middleware(TimingByHand),
    "timing, the tutorial's": Middleware(BaseHTTPMiddleware, dispatch=tutorial),
    "capture, by hand": Middleware(CaptureByHand),
    "capture, the answer's option 1": Middleware(BaseHTTPMiddleware, dispatch=option_1),
    "capture, the answer's option 2": Middleware(BaseHTTPMiddleware, dispatch=option_2),
}


def application(framework: str, variant: str, package: str | None) -> Any:
    app: Any = FastAPI() if framework == "fastapi" else Starlette()
    for path, endpoint in (
        ("/json", small),
        ("/echo", echo),
        ("/big", big),
        ("/stream", stream),
        ("/gigabyte", stream),
    ):
        app.add_route(path, endpoint, methods=["POST" if path == "/echo" else "GET"])
    if package is not None:
        folder = Path(package)
        sys.path.insert(0, str(folder.parent))
        ours = importlib.import_module(folder.name)
        options = getattr(ours, "MiddlewareOptions", None)
        given = {} if options is None else {"options": options(on_capture=lambda record: None)}
        ours.register_middleware(app, **given)
    elif variant in OTHERS:
        app.user_middleware.insert(0, OTHERS[variant])
    return app


async def direct(app: Any, path: str) -> None:
    """Send one request without a socket."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        pass

    await app(scope, receive, send)


class Sampler:
    """Which functions of the generated code take CPU time, asked at each millisecond of it."""

    INTERVAL = 0.001

    def __init__(self, package: str) -> None:
        self.package = package
        self.counts: dict[str, int] = {}
        self.all = 0
        self.running = False
        signal.signal(signal.SIGPROF, self.sample)

    def toggle(self) -> dict[str, float]:
        """Begin, or end and tell the share of each function in all the work."""
        self.running = not self.running
        signal.setitimer(signal.ITIMER_PROF, *((self.INTERVAL, self.INTERVAL) if self.running else (0.0,)))
        if not self.running:
            return {name: count / self.all for name, count in self.counts.items()}
        self.counts.clear()
        self.all = 0
        return {}

    def sample(self, _signal: int, frame: FrameType | None) -> None:
        self.all += 1
        # Code of the standard library counts for what called it, and that of other packages for none of ours.
        while frame is not None and "site-packages" not in frame.f_code.co_filename:
            if frame.f_code.co_filename.startswith(self.package):
                name = f"{frame.f_code.co_qualname} ({Path(frame.f_code.co_filename).name})"
                self.counts[name] = self.counts.get(name, 0) + 1
                return
            frame = frame.f_back


async def answer(app: Any, sampler: Sampler, line: str) -> dict[str, float]:
    order, *words = line.split()
    if order == "collect":
        gc.collect()
        return {}
    if order == "sample":
        return sampler.toggle()
    path, count = words
    before = time.thread_time()
    for _ in range(int(count)):
        await direct(app, path)
    return {"cpu": (time.thread_time() - before) * 1e6}


def main() -> None:
    framework, variant, *package = sys.argv[1:]
    app = application(framework, variant, package[0] if package else None)
    sampler = Sampler(package[0] if package else "")
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_keep_alive=600, loop="asyncio", lifespan="off"
        )
    )

    async def serve() -> None:
        loop = asyncio.get_running_loop()

        def read() -> None:
            for line in sys.stdin:
                future = asyncio.run_coroutine_threadsafe(answer(app, sampler, line), loop)
                print(json.dumps(future.result()), flush=True)

        threading.Thread(target=read, daemon=True).start()
        print(listener.getsockname()[1], flush=True)
        await server.serve(sockets=[listener])

    asyncio.run(serve())


main()
