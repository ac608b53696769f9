"""Background tasks, on asyncio and Trio."""

from contextvars import ContextVar

import anyio
import pytest
from python.shared.tasks import RUNNING, at_once, running_trio, start

BACKENDS = ["asyncio", "trio"]
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


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_result_of_a_call_if_it_is_there(backend: str) -> None:
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
