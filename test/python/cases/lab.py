"""A FastAPI application with a route for each thing to test."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

import anyio
from fastapi import BackgroundTasks, Body, Depends, FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, StreamingResponse

from log_sink import register_middleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://web.example"], expose_headers=["X-Own"])
events: list[str] = []


@app.get("/json")
def as_json() -> dict[str, str]:
    return {"hello": "wörld"}


@app.get("/id")
def request_id(request: Request) -> dict[str, Any]:
    return {"id": request.state.request_id}


@app.post("/echo")
def echo(body: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    return body


@app.post("/unread")
async def unread() -> Response:
    return PlainTextResponse("early", 413)


@app.get("/boom")
def boom() -> None:
    message = "boom"
    raise RuntimeError(message)


@app.get("/chunks")
def chunks() -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        for byte in "schön: {\"a\": 1}".encode():
            yield bytes([byte])

    return StreamingResponse(pieces(), media_type="text/plain; charset=utf-8")


@app.get("/binary")
def binary() -> Response:
    return Response(bytes(range(256)), media_type="text/plain")


@app.get("/empty")
def empty() -> Response:
    return Response(status_code=204)


@app.get("/many")
def many() -> Response:
    response = JSONResponse({"ok": True}, 201, media_type="application/vnd.lab+json")
    response.headers["X-Gone"] = "1"
    response.set_cookie("a", "1")
    response.set_cookie("b", "2")
    response.headers.append("Link", "</x>; rel=a")
    response.headers.append("Link", "</y>; rel=b")
    return response


@app.get("/redirect")
def redirect() -> Response:
    return RedirectResponse("/json?token=secret")


async def zeros(count: int) -> AsyncIterator[bytes]:
    chunk = b"x" * 65536
    for _ in range(count):
        yield chunk


@app.get("/large/{mebibytes}")
def large(mebibytes: int) -> Response:
    return StreamingResponse(zeros(mebibytes * 16), media_type="text/plain")


@app.get("/download/{mebibytes}")
def download(mebibytes: int) -> Response:
    return StreamingResponse(zeros(mebibytes * 16), media_type="text/plain")


@app.get("/ticks")
def ticks() -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        for tick in range(3):
            yield f"data: {{\"n\": {tick}, \"token\": \"t{tick}\"}}\n\n".encode()
            await anyio.sleep(0.3)

    return StreamingResponse(pieces(), media_type="text/event-stream")


steps: list[anyio.Event] = []


@app.get("/stepwise")
def stepwise() -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        steps.append(anyio.Event())
        yield b"data: 1\n\n"
        await steps[-1].wait()
        yield b"data: 2\n\n"

    return StreamingResponse(pieces(), media_type="text/event-stream")


@app.post("/next-step")
async def next_step() -> None:
    steps[-1].set()


@app.get("/endless")
def endless() -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"tick\n"
                await anyio.sleep(0.05)
        finally:
            events.append("endless closed")

    return StreamingResponse(pieces(), media_type="text/plain")


@app.get("/slow")
async def slow() -> dict[str, str]:
    await anyio.sleep(0.6)
    return {"slow": "yes"}


def dependency() -> Iterator[str]:
    events.append("dependency entered")
    yield "value"
    events.append("dependency left")


async def in_background() -> None:
    await anyio.sleep(0.4)
    events.append("background done")


@app.get("/after-work")
async def after_work(tasks: BackgroundTasks, value: Annotated[str, Depends(dependency)]) -> dict[str, str]:
    tasks.add_task(in_background)
    return {"value": value}


@app.get("/events")
def all_events() -> list[str]:
    return events


@app.get("/healthz")
def healthz() -> dict[str, str]:
    return {"ok": "yes"}


@app.websocket("/ws")
async def websocket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(await socket.receive_text())
    # The client closes it: with Trio, Hypercorn ends with an error when both sides close a socket at the same time.
    with contextlib.suppress(WebSocketDisconnect):
        await socket.receive_text()


inner = FastAPI()


@inner.get("/healthz")
def inner_healthz() -> dict[str, str]:
    return {"inner": "yes"}


app.mount("/mounted", inner)
register_middleware(app)
