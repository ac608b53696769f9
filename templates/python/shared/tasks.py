"""Starts background tasks."""

import asyncio
from collections.abc import Callable, Coroutine

RUNNING: set[asyncio.Task[None]] = set()
"""References to running tasks; the event loop only keeps weak ones."""


def start(
    work: Coroutine[object, object, None],
    otherwise: Callable[[], None] | None = None,
) -> None:
    """Run `work` in the background."""

    def finish(task: asyncio.Task[None]) -> None:
        RUNNING.discard(task)
        if otherwise is not None and task.cancelled():
            # The event loop was closed before the work was done.
            otherwise()

    task = asyncio.get_running_loop().create_task(work)
    RUNNING.add(task)
    task.add_done_callback(finish)
