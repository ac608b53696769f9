"""Background tasks, on asyncio and Trio."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

import anyio
import pytest
from python.shared.tasks import RUNNING, at_once, quickly_at_once, running_trio, start

BACKENDS = ["asyncio", "trio"]
Way = Callable[[Callable[[], Awaitable[object]]], Awaitable[object]]
WAYS: list[Way] = [at_once, quickly_at_once]
NAME: ContextVar[str] = ContextVar("NAME", default="")


@pytest.mark.parametrize("backend", BACKENDS)
def test_work_is_done_in_the_background_in_the_context_of_the_request(backend: str) -> None:
    done: list[str] = []

    async def work() -> None:
        await anyio.sleep(0.001)
        done.append(NAME.get())

    async def run() -> None:
        NAME.set("request")
        start(work(), lambda: done.append("otherwise"))
        assert len(RUNNING) == (1 if backend == "asyncio" else 0)
        NAME.set("later")
        assert done == []
        with anyio.fail_after(5):
            while not done:
                await anyio.sleep(0.001)
        await anyio.sleep(0.001)

    anyio.run(run, backend=backend)
    assert done == ["request"]
    assert not RUNNING


@pytest.mark.parametrize("backend", BACKENDS)
def test_something_else_is_done_if_the_event_loop_ends_before(backend: str) -> None:
    done: list[str] = []

    async def work() -> None:
        await anyio.sleep_forever()

    async def run() -> None:
        start(work(), lambda: done.append("otherwise"))
        start(work())
        await anyio.sleep(0.001)

    anyio.run(run, backend=backend)
    assert done == ["otherwise"]


@pytest.mark.parametrize("at_once", WAYS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_the_result_of_a_call_if_it_is_there(backend: str, at_once: Way) -> None:
    async def run() -> None:
        assert (running_trio() is not None) == (backend == "trio")

        async def known() -> str:
            return "known"

        async def unknown() -> str:
            await anyio.sleep_forever()
            return "unknown"

        async def failing() -> str:
            raise OSError("gone")

        with anyio.fail_after(5):
            assert await at_once(known) == "known"
            assert await at_once(unknown) is None
            with pytest.raises(OSError, match="gone"):
                await at_once(failing)

    anyio.run(run, backend=backend)


@pytest.mark.parametrize("at_once", WAYS)
def test_a_call_that_waits_is_cancelled_as_by_its_task(at_once: Way) -> None:
    """Whatever it waits for: an event, a queue, nothing in particular, other tasks, or with time limits of its own."""

    async def child() -> None:
        await asyncio.sleep(60)

    async def limited() -> None:
        await asyncio.wait_for(child(), 60)

    async def gathered() -> None:
        await asyncio.gather(child(), child())

    async def in_a_group() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(child)

    async def in_a_scope() -> None:
        with anyio.fail_after(60):
            await anyio.sleep(60)

    async def run() -> None:
        event, queue, never = asyncio.Event(), asyncio.Queue[str](), asyncio.get_running_loop().create_future()
        send, receive = anyio.create_memory_object_stream[str](1)
        calls = [event.wait, queue.get, lambda: never, lambda: asyncio.sleep(0), receive.receive, in_a_scope]
        for call in calls:
            assert await at_once(call) is None
        assert never.cancelled()
        task = asyncio.current_task()
        for call in (limited, gathered, in_a_group):
            assert await at_once(call) is None
            assert asyncio.all_tasks() == {task}
        # Nothing is left behind that takes what comes later.
        event.set()
        queue.put_nowait("first")
        send.send_nowait("second")
        assert await at_once(event.wait) is True
        assert await at_once(queue.get) == "first"
        assert receive.receive_nowait() == "second"
        await asyncio.sleep(0.01)
        send.close()
        receive.close()

    anyio.run(run, backend="asyncio")


def test_a_call_that_waits_is_told_why_it_is_cancelled() -> None:
    told: list[str] = []

    async def run() -> None:
        async def waiting(wait: Callable[[], Awaitable[object]]) -> None:
            try:
                await wait()
            except asyncio.CancelledError as error:
                told.append(str(error))
                raise

        for wait in (asyncio.Event().wait, lambda: asyncio.sleep(0)):
            assert await quickly_at_once(lambda wait=wait: waiting(wait)) is None

    anyio.run(run, backend="asyncio")
    assert told == ["a call that had to wait"] * 2


def test_a_call_can_wait_for_its_clean_up() -> None:
    async def run() -> None:
        async def stubborn() -> str:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                await asyncio.sleep(0.001)
            return "after all"

        assert await quickly_at_once(stubborn) == "after all"

        async def slow() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                await asyncio.sleep(60)

        # The request itself is cancelled meanwhile.
        with anyio.move_on_after(0.01) as scope:
            await quickly_at_once(slow)
            raise AssertionError("was not cancelled")
        assert scope.cancelled_caught

    anyio.run(run, backend="asyncio")
