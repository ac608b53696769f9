"""Routes that read the request body, in all ways that Starlette supports."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from answers import Piped
from extras import context
from lab import Lab
from routes import ANY, Route, id_of
from server import Meant

POST = ("POST",)


async def by_stream(request: Request) -> bytes:
    """Read chunk by chunk."""
    return b"".join([chunk async for chunk in request.stream()])


async def by_receive(request: Request) -> bytes:
    """Read the server's messages directly."""
    body, more = b"", True
    while more:
        message = await request.receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def by_twice(request: Request) -> bytes:
    """Read the whole body, and then the copy that the request keeps."""
    await request.body()
    return await by_stream(request)


async def by_peeks(request: Request) -> bytes:
    """Check between the chunks whether the client is connected."""
    body = b""
    async for chunk in request.stream():
        body += chunk
    await request.is_disconnected()
    return body


READERS: dict[str, Callable[[Request], Awaitable[bytes]]] = {
    "stream": by_stream,
    "body": Request.body,
    "receive": by_receive,
    "twice": by_twice,
    "peeks": by_peeks,
}


def body_routes(lab: Lab) -> list[Route]:
    """Return the routes that all frameworks based on Starlette share."""

    async def echo(request: Request) -> Response:
        stream = request.stream()
        first = await anext(stream)

        async def pieces() -> AsyncIterator[bytes]:
            yield first
            async for piece in stream:
                if piece:
                    yield piece

        return Piped(pieces(), request.headers.get("content-type", "application/octet-stream"))

    async def take(request: Request) -> Response:
        body = await READERS.get(request.query_params.get("how", "stream"), by_stream)(request)
        digest = hashlib.sha256(body).hexdigest()
        lab.observe("body", {"length": len(body), "sha256": digest, "context": context.get(), **id_of(request)})
        return JSONResponse({"length": len(body), "text": body.decode("latin-1") if len(body) < 2000 else ""})

    async def take_text(request: Request) -> Response:
        return JSONResponse({"took": (await request.body()).decode(errors="replace")})

    async def part(request: Request) -> Response:
        first = await anext(request.stream())
        lab.observe("part", len(first))
        return JSONResponse({"part": True}, 202)

    async def unread(_request: Request) -> Response:
        return JSONResponse({"unread": True})

    async def refuse(_request: Request) -> Response:
        return JSONResponse({"refused": True}, 413)

    async def throw_unread(_request: Request) -> Response:
        message = "boom"
        raise Meant(message)

    async def count(request: Request) -> Response:
        length = 0
        async for chunk in request.stream():
            length += len(chunk)
        lab.observe("counted", length)
        return JSONResponse({"length": length})

    async def stepwise(request: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"ready\n"
            async for chunk in request.stream():
                if chunk:
                    yield b"got " + chunk + b"\n"
            yield b"over\n"

        return Piped(pieces(), "text/plain")

    return [
        (ANY, "/echo", echo),
        (ANY, "/take", take),
        (POST, "/take-text", take_text),
        (POST, "/part", part),
        (POST, "/unread", unread),
        (POST, "/refuse", refuse),
        (POST, "/throw-unread", throw_unread),
        (POST, "/count", count),
        (POST, "/stepwise", stepwise),
    ]
