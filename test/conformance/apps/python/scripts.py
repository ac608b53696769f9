"""Runs a script of ASGI messages and reports the result of each call."""

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from lab import Lab
from server import Meant

Step = dict[str, Any]
BUFFERS: dict[str, Callable[[bytes], Any]] = {"bytes": bytes, "bytearray": bytearray, "memoryview": memoryview}
SEQUENCES: dict[str, Callable[[list[Any]], Any]] = {"list": list, "tuple": tuple, "iterator": iter}


class Scripts:
    """A separate ASGI application, mounted in that of the framework."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].rpartition("/")[2]
        for step in self.lab.settings.get("messages", {})[name]:
            await self.play(step, receive, send)

    async def play(self, step: Step, receive: Receive, send: Send) -> None:
        """Run one step."""
        kind = step["do"]
        if kind == "gate":
            await self.lab.gate(step["gate"])
        elif kind == "observe":
            self.lab.observe(step["event"])
        elif kind == "fail":
            message = "boom"
            raise Meant(message)
        elif kind == "cancel":
            raise asyncio.CancelledError
        else:
            try:
                result = await (receive() if kind == "receive" else send(message_of(step)))
            except Exception as error:
                self.lab.observe("trace", [kind, f"{type(error).__name__}: {error}"])
            else:
                self.lab.observe("trace", [kind, None if result is None else shown(result)])


def message_of(step: Step) -> Message:
    """Return the message that a step sends."""
    if step["do"] == "message":
        return dict(step["message"])
    if step["do"] == "start":
        message: Message = {"type": "http.response.start", "status": step["status"]}
        if "headers" in step:
            pairs = [(name.encode(), value.encode("latin-1")) for name, value in step["headers"]]
            message["headers"] = SEQUENCES[step.get("as", "list")](pairs)
        if "trailers" in step:
            message["trailers"] = step["trailers"]
        return message
    message = {"type": "http.response.body"}
    if "chunk" in step:
        message["body"] = BUFFERS[step.get("as", "bytes")](step["chunk"].encode())
    if "more" in step:
        message["more_body"] = step["more"]
    return message


def shown(message: Message) -> dict[str, Any]:
    """Convert a message to JSON."""
    return {key: value.decode("latin-1") if isinstance(value, bytes) else value for key, value in message.items()}
