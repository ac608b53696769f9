"""The plain routes, as described in ../CONTRACT.md."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)

from answers import Unfinished, say
from extras import context
from lab import Lab
from server import Meant

PUBLIC = Path(__file__).parent.parent / "public"
GET = ("GET", "HEAD")
ANY = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
Endpoint = Callable[[Request], Awaitable[Response]]
Route = tuple[tuple[str, ...], str, Endpoint]


def id_of(request: Request) -> dict[str, Any]:
    """Return the ID of the request as a handler sees it."""
    known = getattr(request.state, "request_id", None)
    return {} if known is None else {"requestId": known}


def plain_routes(lab: Lab) -> list[Route]:
    """Return the routes that all frameworks based on Starlette share."""

    async def text(_request: Request) -> Response:
        return PlainTextResponse("hello, wörld\n")

    async def buffer(_request: Request) -> Response:
        return Response(b'{"bytes":true}', media_type="application/octet-stream")

    async def binary(_request: Request) -> Response:
        return Response(bytes(range(256)), media_type="application/octet-stream")

    async def empty(_request: Request) -> Response:
        return Response()

    async def no_content(_request: Request) -> Response:
        return Response(status_code=204)

    async def etag(request: Request) -> Response:
        headers = {"ETag": '"v1"', "Vary": "Accept"}
        if request.headers.get("if-none-match") == '"v1"':
            return Response(status_code=304, headers=headers)
        return JSONResponse({"version": 1}, headers=headers)

    async def redirect(_request: Request) -> Response:
        return RedirectResponse("/json", 302)

    async def fine(_request: Request) -> Response:
        return PlainTextResponse("fine")

    async def headers(request: Request) -> Response:
        names = list(dict.fromkeys(request.headers.keys()))
        # Cookies are joined as in RFC 6265, section 5.4, and other headers as in RFC 9110, section 5.3.
        found = {name: ("; " if name == "cookie" else ", ").join(request.headers.getlist(name)) for name in names}
        lab.observe(
            "request",
            {
                "method": request.method,
                "url": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
                "headers": found,
                "rawHeaders": [part.decode("latin-1") for pair in request.headers.raw for part in pair],
                **id_of(request),
            },
        )
        return JSONResponse(found)

    async def cookies(_request: Request) -> Response:
        response = JSONResponse({"cookies": 2})
        response.set_cookie("a", "1", samesite=None)
        response.set_cookie("b", "2", samesite=None)
        response.headers.append("Link", "</a>; rel=a")
        response.headers.append("Link", "</b>; rel=b")
        response.headers.add_vary_header("Accept")
        response.headers.add_vary_header("Origin")
        return response

    async def poisoned(_request: Request) -> Response:
        return JSONResponse(
            {},
            headers={
                "X-PROCESS-TIME": "fake",
                "Server-Timing": "db;dur=5",
                "x-request-id": "mine",
                "X-Frame-Options": "SAMEORIGIN",
                "Vary": "Accept",
            },
        )

    async def request_id(request: Request) -> Response:
        await asyncio.sleep(0)
        return JSONResponse({**id_of(request), "context": context.get()})

    async def clock(_request: Request) -> Response:
        now, now_ns = time.time, time.time_ns
        time.time = lambda: now() - 3600
        time.time_ns = lambda: now_ns() - 3_600_000_000_000

        def put_back() -> None:
            time.time, time.time_ns = now, now_ns

        asyncio.get_running_loop().call_soon(put_back)
        return JSONResponse({})

    async def wait(_request: Request) -> Response:
        lab.observe("handler")
        await lab.gate("answer")
        return JSONResponse({"waited": True})

    async def disconnected(request: Request) -> Response:
        lab.observe("handler")
        while not await request.is_disconnected():
            await asyncio.sleep(0.005)
        lab.observe("disconnected")
        return JSONResponse({"too": "late"})

    async def background(_request: Request) -> Response:
        return JSONResponse({"answered": True}, background=BackgroundTask(lab.gate, "background"))

    async def pause(_request: Request) -> Response:
        await asyncio.sleep(0.06)

        async def pieces() -> AsyncIterator[bytes]:
            yield b"a"
            await asyncio.sleep(0.12)
            yield b"b"

        return StreamingResponse(pieces())

    async def file(_request: Request) -> Response:
        return FileResponse(PUBLIC / "digits.txt")

    async def download(_request: Request) -> Response:
        return FileResponse(PUBLIC / "page.html", filename="seite.html")

    async def said(request: Request) -> Response:
        return say(lab, request)

    return [
        (GET, "/text", text),
        (GET, "/buffer", buffer),
        (GET, "/binary", binary),
        (GET, "/empty", empty),
        (GET, "/no-content", no_content),
        (GET, "/etag", etag),
        (GET, "/redirect", redirect),
        (GET, "/health", fine),
        (GET, "/admin/health", fine),
        (GET, "/users/{id}/private", fine),
        (ANY, "/headers", headers),
        (GET, "/cookies", cookies),
        (GET, "/poisoned", poisoned),
        (GET, "/id", request_id),
        (GET, "/clock", clock),
        (GET, "/wait", wait),
        (GET, "/disconnected", disconnected),
        (GET, "/background", background),
        (GET, "/pause", pause),
        (GET, "/file", file),
        (GET, "/download", download),
        (ANY, "/say/{name}", said),
        *error_routes(),
    ]


def error_routes() -> list[Route]:
    """Return the routes that fail."""

    async def throw(_request: Request) -> Response:
        message = "boom"
        raise Meant(message)

    async def http_error(_request: Request) -> Response:
        raise HTTPException(418, "no coffee", headers={"X-Error": "teapot"})

    async def throw_after_head(_request: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"partial!"
            await asyncio.sleep(0.01)
            message = "too late"
            raise Meant(message)

        return StreamingResponse(pieces(), media_type="text/plain")

    async def throw_after_write(_request: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"partial"
            message = "too late"
            raise Meant(message)

        return StreamingResponse(pieces(), media_type="text/plain")

    async def destroy_after_head(_request: Request) -> Response:
        return Unfinished(b"partial!")

    return [
        (ANY, "/throw", throw),
        (GET, "/reject", throw),
        (GET, "/http-error", http_error),
        (GET, "/throw-after-head", throw_after_head),
        (GET, "/throw-after-write", throw_after_write),
        (GET, "/destroy-after-head", destroy_after_head),
    ]
