"""The server side of the control connection."""

import asyncio
import contextlib
import gc
import json
import logging
import os
import sys
import threading
import traceback
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvloop
from starlette.types import ASGIApp

from generated import Middleware
from lab import Lab
from server import Running, case_of

CreateApp = Callable[[Lab, Middleware], ASGIApp]
Order = dict[str, Any]


class Control:
    """Receives orders and carries them out."""

    def __init__(self, create_app: CreateApp, writer: asyncio.StreamWriter) -> None:
        self._create_app = create_app
        self._writer = writer
        self._running: dict[str, Running] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._memory = 0

    def tell(self, message: object) -> None:
        """Send one line to the tests."""
        self._writer.write(json.dumps(message).encode() + b"\n")

    def crash(self, kind: str, reason: BaseException | str) -> None:
        """Report an error outside of any handler."""
        text = "".join(traceback.format_exception(reason)) if isinstance(reason, BaseException) else reason
        self.tell({"crash": f"{kind}: {text}", "key": case_of.get()})

    async def carry_out(self, order: Order) -> None:
        """Carry out an order and send the result."""
        carry_out: Callable[[Order], Awaitable[object]] = getattr(self, f"do_{order['op']}")
        try:
            self.tell({"id": order["id"], "result": await carry_out(order)})
        except Exception:
            self.tell({"id": order["id"], "error": traceback.format_exc()})

    async def do_open(self, order: Order) -> int:
        """Create an application for a case and return its port."""
        key = order["key"]
        lab = Lab(order["settings"])
        running = Running(self._create_app(lab, Middleware(order["folder"], lab)), lab, key)
        self._running[key] = running
        return await running.start()

    async def do_go(self, order: Order) -> None:
        """Open a gate for handlers."""
        self._running[order["key"]].lab.go(order["gate"], order["times"])

    async def do_seen(self, order: Order) -> None:
        """Wait for an event."""
        await self._running[order["key"]].lab.seen(order["event"], order["times"])

    async def do_recorded(self, order: Order) -> None:
        """Wait for records."""
        await self._running[order["key"]].lab.recorded(order["count"])

    async def do_settle(self, order: Order) -> object:
        """Wait until everything is done, and return the report."""
        return await self._running[order["key"]].settled()

    async def do_heldBack(self, order: Order) -> object:
        """Return how much the server buffers when the client accepts no more data."""
        return await self._running[order["key"]].stalled()

    async def do_close(self, order: Order) -> None:
        """Close the server of a case; its application ends in the background."""
        task = asyncio.create_task(self._running.pop(order["key"]).end())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def do_watchMemory(self, _order: Order) -> None:
        """Store the current memory of the process, and reset the peak."""
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
        self._memory = resident("VmRSS")

    async def do_memoryGrowth(self, _order: Order) -> float:
        """Return the peak growth of the memory, in MiB."""
        return (resident("VmHWM") - self._memory) / 1024

    async def do_mark(self, order: Order) -> None:
        """Print a line, so that output before it can be separated from later output."""
        for stream in (sys.stdout, sys.stderr):
            stream.write(f"{order['text']}\n")
            stream.flush()

    async def end(self) -> None:
        """Flush the last lines and close the connection."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def stop(self) -> None:
        """End all applications."""
        for running in self._running.values():
            await running.end()
        await asyncio.gather(*self._closing)


def resident(field: str) -> int:
    """Return a field of the process's status, in KiB."""
    return int(Path("/proc/self/status").read_text().split(f"{field}:")[1].split()[0])


async def run(create_app: CreateApp) -> None:
    """Carry out orders until there are no more."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", int(os.environ["CONFORMANCE_CONTROL"]), limit=256 * 1024 * 1024
    )
    control = Control(create_app, writer)
    watch_for_crashes(control)
    orders: set[asyncio.Task[None]] = set()
    while line := await reader.readline():
        order = json.loads(line)
        if order["op"] == "stop":
            break
        task = asyncio.create_task(control.carry_out(order))
        orders.add(task)
        task.add_done_callback(orders.discard)
    await control.stop()
    # Objects such as tasks that were never awaited report this when they are collected.
    gc.collect()
    await asyncio.sleep(0)
    await control.end()


def watch_for_crashes(control: Control) -> None:
    """Report all kinds of errors that are not raised in a handler."""
    loop = asyncio.get_running_loop()

    def crash_later(kind: str, reason: BaseException | str) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(control.crash, kind, reason)

    def of_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        control.crash(f"event loop: {context['message']}", context.get("exception") or str(context))

    def of_thread(args: threading.ExceptHookArgs) -> None:
        crash_later("thread", args.exc_value or "no error")

    def of_object(args: "sys.UnraisableHookArgs") -> None:
        crash_later("unraisable", args.exc_value or str(args.err_msg))

    def of_warning(message: Warning | str, category: type[Warning], *_rest: object, **_more: object) -> None:
        if issubclass(category, RuntimeWarning | ResourceWarning):
            crash_later("warning", str(message))

    loop.set_exception_handler(of_loop)
    threading.excepthook = of_thread
    sys.unraisablehook = of_object
    warnings.showwarning = of_warning
    warnings.simplefilter("always", RuntimeWarning)
    warnings.simplefilter("always", ResourceWarning)


def serve(create_app: CreateApp) -> None:
    """Run the server process of a target."""
    # Errors of handlers are part of the tests and need not be logged.
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())
    logging.getLogger("uvicorn").propagate = False
    uvloop.run(run(create_app))
