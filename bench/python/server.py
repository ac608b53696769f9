"""One FastAPI application; the first argument says which middleware it has, the second where to write the port."""

import socket
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import iterate_in_threadpool

from ours import CaptureMiddleware, LoggedMiddleware, MiddlewareOptions, TimingMiddleware

BIG = b'{"x":"' + b"x" * (1 << 20) + b'"}'
app = FastAPI()


@app.get("/json")
async def small() -> Response:
    return Response(b'{"items":[' + b'{"id":1,"name":"some name"},' * 6 + b'{"id":2}]}', media_type="application/json")


@app.post("/echo")
async def echo(request: Request) -> Response:
    return Response(await request.body(), media_type="application/json")


@app.get("/big")
async def big() -> Response:
    return Response(BIG, media_type="application/json")


@app.get("/stream/{count}")
async def stream(count: int, size: int = 65536) -> Response:
    chunk = b"x" * size

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(count):
            yield chunk

    return StreamingResponse(pieces(), media_type="text/plain")


def tutorial() -> None:
    @app.middleware("http")
    async def add_process_time_header(request: Request, call_next: Any) -> Any:
        start_time = time.time()
        response = await call_next(request)
        response.headers["X-Process-Time"] = str(time.time() - start_time)
        return response


def option_1() -> None:
    @app.middleware("http")
    async def some_middleware(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        response_body = [chunk async for chunk in response.body_iterator]
        response.body_iterator = iterate_in_threadpool(iter(response_body))
        (b"".join(response_body)).decode()
        return response


def option_2() -> None:
    @app.middleware("http")
    async def some_middleware(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        response_body = b""
        async for chunk in response.body_iterator:
            response_body += chunk
        response_body.decode()
        return Response(
            content=response_body,
            status_code=response.status_code,
            headers=dict(response.headers),
            media_type=response.media_type,
        )


variants: dict[str, Any] = {
    "bare": lambda: None,
    "bare again": lambda: None,
    "our timing": lambda: app.add_middleware(TimingMiddleware),
    "our capture": lambda: app.add_middleware(
        CaptureMiddleware, options=MiddlewareOptions(on_capture=lambda record: None)
    ),
    "our capture, redacted, to a log": lambda: app.add_middleware(LoggedMiddleware),
    "the tutorial": tutorial,
    "the answer's option 1": option_1,
    "the answer's option 2": option_2,
}
variants[sys.argv[1]]()
listener = socket.create_server(("127.0.0.1", 0))
found = Path(sys.argv[2])
found.with_suffix(".new").write_text(str(listener.getsockname()[1]))
found.with_suffix(".new").rename(found)
server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
server.run(sockets=[listener])
