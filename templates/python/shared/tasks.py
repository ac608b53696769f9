"""Starts background tasks, on asyncio or Trio."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import copy_context
from types import ModuleType
from typing import TypeVar

from anyio import CancelScope, get_cancelled_exc_class

Result = TypeVar("Result")

RUNNING: set[asyncio.Task[None]] = set()
"""References to running tasks; the event loop only keeps weak ones."""


def running_trio() -> ModuleType | None:
    """Return Trio if the application runs on it; `None` on asyncio."""
    if issubclass(get_cancelled_exc_class(), asyncio.CancelledError):
        return None
    # The server has imported it; without it there is no need for this dependency.
    return sys.modules["trio"]


def start(
    work: Coroutine[object, object, None],
    otherwise: Callable[[], None] | None = None,
) -> None:
    """Run `work` in the background.

    Calls `otherwise` if the event loop ends before the work is done.
    """
    trio = running_trio()
    if trio is not None:
        trio.lowlevel.spawn_system_task(finish, work, otherwise, context=copy_context())
        return

    def end(task: asyncio.Task[None]) -> None:
        RUNNING.discard(task)
        if otherwise is not None and task.cancelled():
            otherwise()

    task = asyncio.get_running_loop().create_task(work)
    RUNNING.add(task)
    task.add_done_callback(end)


async def finish(
    work: Coroutine[object, object, None], otherwise: Callable[[], None] | None
) -> None:
    """Do the work of a background task of Trio."""
    is_done = False
    try:
        await work
        is_done = True
    finally:
        if otherwise is not None and not is_done:
            otherwise()


async def at_once(call: Callable[[], Awaitable[Result]]) -> Result | None:
    """Return the result of a call if it is there without waiting, else `None`."""
    with CancelScope() as scope:
        trio = running_trio()
        if trio is None:
            scope.cancel()
        else:
            # In a scope that is already cancelled, Trio returns nothing at all.
            trio.lowlevel.current_trio_token().run_sync_soon(scope.cancel)
        return await call()
    return None
