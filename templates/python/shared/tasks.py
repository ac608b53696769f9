"""Work that nobody waits for."""

import asyncio
from collections.abc import Callable, Coroutine

RUNNING: set[asyncio.Task[None]] = set()
"""The event loop itself keeps no task from being collected."""


def start(
    work: Coroutine[object, object, None],
    otherwise: Callable[[], None] | None = None,
) -> None:
    """Run `work` beside the request."""

    def finish(task: asyncio.Task[None]) -> None:
        RUNNING.discard(task)
        if otherwise is not None and task.cancelled():
            # The event loop has ended before the work was done.
            otherwise()

    task = asyncio.get_running_loop().create_task(work)
    RUNNING.add(task)
    task.add_done_callback(finish)
