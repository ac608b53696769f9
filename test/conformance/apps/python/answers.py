"""Response classes that frameworks do not have."""

import base64
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lab import Lab


class Piped(Response):
    """A stream whose source can read the request, because it does not listen for a disconnect."""

    def __init__(self, pieces: AsyncIterator[bytes], media_type: str) -> None:
        self.pieces = pieces
        self.status_code = 200
        self.background = None
        self.init_headers({"content-type": media_type})

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for piece in self.pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class Unfinished(Response):
    """A response that is started but not completed."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})


class Said(Response):
    """A predefined response, sent as one message per cut."""

    def __init__(self, answer: dict[str, Any]) -> None:
        given = answer["body"]
        body = given.encode() if isinstance(given, str) else base64.b64decode(given["base64"])
        super().__init__(body, answer.get("status", 200), media_type=None)
        self.cuts: list[int] | None = answer.get("cuts")
        own = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.get("headers", ())]
        is_whole = self.cuts is None
        self.raw_headers = own + [(name, value) for name, value in self.raw_headers if is_whole]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.cuts is None:
            await super().__call__(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        body = bytes(self.body)
        start = 0
        for cut in self.cuts:
            await send({"type": "http.response.body", "body": body[start:cut], "more_body": True})
            start = cut
        await send({"type": "http.response.body", "body": body[start:], "more_body": False})


def say(lab: Lab, request: Request) -> Response:
    """Return the predefined response with a name."""
    answer = lab.settings.get("answers", {}).get(request.path_params["name"])
    return Response(status_code=404) if answer is None else Said(answer)
