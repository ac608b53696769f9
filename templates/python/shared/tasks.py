"""Starts background tasks, on asyncio or Trio."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextvars import copy_context
from types import ModuleType, coroutine
from typing import TypeVar

from anyio import CancelScope, get_cancelled_exc_class

Result = TypeVar("Result")

RUNNING: set[asyncio.Task[None]] = set()
"""References to running tasks; the event loop only keeps weak ones."""


def running_trio() -> ModuleType | None:
    """Return Trio if the application runs on it; `None` on asyncio."""
    # A server that runs on Trio has imported it, so it is no dependency here.
    trio = sys.modules.get("trio")
    if trio is None or issubclass(get_cancelled_exc_class(), asyncio.CancelledError):
        return None
    return trio


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


async def quickly_at_once(call: Callable[[], Awaitable[Result]]) -> Result | None:
    """Return the result of a call if it is there without waiting, else `None`."""
    trio = running_trio()
    if trio is None:
        return await attempt(call)
    with CancelScope() as scope:
        # In a scope that is already cancelled, Trio returns nothing at all.
        trio.lowlevel.current_trio_token().run_sync_soon(scope.cancel)
        return await call()
    return None


REASON = "a call that had to wait"
"""Tells our cancellation from others."""


@coroutine
def attempt(
    call: Callable[[], Awaitable[Result]],
) -> Generator[object, None, Result | None]:
    """Await a call on asyncio, and cancel it as soon as it waits for something.

    Does what a cancelled scope does, in a fraction of its time, because neither the
    task nor the event loop is involved unless the call has to clean up.
    """
    steps = call().__await__()
    is_interrupted = False
    try:
        awaited = next(steps)
        if not asyncio.isfuture(awaited):
            awaited = steps.throw(asyncio.CancelledError(REASON))
        elif awaited.cancel(REASON) and awaited.done():
            awaited = next(steps)
        # The call cleans up, or another task has to end first.
        while True:
            error = yield from settled(awaited)
            is_interrupted = is_interrupted or error is not None
            awaited = next(steps) if error is None else steps.throw(error)
    except StopIteration as end:
        result: Result = end.value
        return result
    except asyncio.CancelledError as error:
        if is_interrupted and error.args != (REASON,):
            raise
        return None


def settled(awaited: object) -> Generator[object, None, BaseException | None]:
    """Wait as a call does, and return the error by which that was interrupted."""
    try:
        if asyncio.isfuture(awaited):
            # Its own cancellation is not raised here.
            yield from asyncio.wait([awaited]).__await__()
        else:
            yield awaited
    except BaseException as error:
        return error
    return None
