"""Routes that stream their responses."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from lab import Lab
from routes import ANY, GET, Route
from server import Meant

BLOCK_BYTES = 65536


def stream_routes(lab: Lab) -> list[Route]:
    """Return the routes that all frameworks based on Starlette share."""

    async def steps(request: Request) -> Response:
        chunks = int(request.query_params.get("chunks", "3"))

        async def pieces() -> AsyncIterator[bytes]:
            ending = "broken off"
            try:
                for index in range(1, chunks + 1):
                    await lab.gate("step")
                    yield f"chunk {index}\n".encode()
                await lab.gate("step")
                ending = "finished"
            finally:
                lab.observe("response closed", ending)

        return StreamingResponse(pieces(), media_type="text/plain")

    async def sse(request: Request) -> Response:
        count = int(request.query_params.get("events", "2"))

        async def pieces() -> AsyncIterator[bytes]:
            for index in range(1, count + 1):
                await lab.gate("step")
                yield f'id: {index}\ndata: {{"n":{index},"token":"s3cr3t-{index}"}}\n\n'.encode()

        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        return StreamingResponse(pieces(), headers=headers)

    async def ticker(_request: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            line = b"tick " * 204 + b"\n"
            try:
                while True:
                    yield line
                    # A generator that never waits would not let the event loop notice a disconnect.
                    await asyncio.sleep(0)
            finally:
                lab.observe("stopped")

        return StreamingResponse(pieces(), media_type="text/plain")

    async def large(request: Request) -> Response:
        blocks = int(request.query_params.get("mib", "1")) * 16
        headers = {"Content-Length": str(blocks * BLOCK_BYTES)} if "length" in request.query_params else None
        is_pipe = request.query_params.get("mode") == "pipe"
        # A synchronous generator runs in threads, as for open files.
        source = blocks_of(blocks, lab) if is_pipe else async_blocks_of(blocks, lab)
        return StreamingResponse(source, headers=headers, media_type=request.query_params.get("type", "text/plain"))

    async def upstream_breaks(_request: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"some of it"
            message = "upstream broke"
            raise Meant(message)

        return StreamingResponse(pieces(), media_type="text/plain")

    return [
        (ANY, "/steps", steps),
        (ANY, "/sse", sse),
        (GET, "/ticker", ticker),
        (GET, "/large", large),
        (GET, "/upstream-breaks", upstream_breaks),
    ]


def blocks_of(count: int, lab: Lab) -> Iterator[bytes]:
    """Yield this many new blocks, so that blocks that are kept in memory are noticed."""
    for _ in range(count):
        yield b"x" * BLOCK_BYTES
    lab.observe("all written")


async def async_blocks_of(count: int, lab: Lab) -> AsyncIterator[bytes]:
    """Yield this many new blocks, so that blocks that are kept in memory are noticed."""
    for _ in range(count):
        yield b"x" * BLOCK_BYTES
    lab.observe("all written")
