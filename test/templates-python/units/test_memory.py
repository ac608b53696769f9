"""What captured bodies take up in memory."""

import random
import tracemalloc
from pathlib import Path
from threading import Event

from python.shared.body import BodyRecorder, BodySettings
from python.shared.errors import ErrorReporter
from python.shared.json_paths import JsonPaths, Place
from python.shared.memory import MEMORY, GrowingBytes
from python.shared.spill import SPILL_WORKER, SpillFile
from python.shared.store import SpillStore
from python.shared.text import media_types

LIMIT = 1 << 20


class Slow:
    """A disk that is busy while the block runs."""

    def __enter__(self) -> None:
        self.release = Event()
        SPILL_WORKER.submit(lambda: self.release.wait(5) and None)

    def __exit__(self, *_: object) -> None:
        self.release.set()


def held() -> int:
    """The number of bytes that are reserved."""
    free = 0
    step = LIMIT
    while step:
        if MEMORY.hold(step, LIMIT):
            free += step
        step //= 2
    MEMORY.free(free)
    return LIMIT - free


def test_the_capacity_of_a_buffer_is_counted() -> None:
    choose = random.Random(3)
    for _ in range(200):
        pieces = [choose.randbytes(choose.choice([0, 1, 1, 5, 300])) for _ in range(choose.randint(0, 30))]
        whole = b"".join(pieces)
        max_bytes = len(whole) + choose.choice([0, 1, 3000])
        buffer = GrowingBytes()
        length = 0
        for piece in pieces:
            assert buffer.append(piece, max_bytes, LIMIT)
            length += len(piece)
            assert buffer.length == length
            assert length <= held() <= min(max_bytes, max(256, 2 * length))
        assert buffer.content() == whole
        buffer.release()
        assert held() == 0


def test_a_buffer_grows_only_when_it_is_full() -> None:
    buffer = GrowingBytes()
    for size, capacity in ((1, 1), (1, 256), (254, 256), (0, 256), (1, 512), (400, 1000)):
        assert buffer.append(bytes(size), 1000, LIMIT)
        assert held() == capacity
    for _ in range(2):
        buffer.release()
        assert (held(), buffer.length, buffer.content()) == (0, 0, b"")


def test_a_body_in_one_piece_is_not_copied() -> None:
    buffer = GrowingBytes()
    piece = b"12345678"
    assert buffer.append(piece, 10, LIMIT)
    assert buffer.content() is piece
    assert buffer.append(b"9", 10, LIMIT)
    assert buffer.content() == b"123456789"
    buffer.release()


def test_bodies_in_pieces_of_one_byte_take_up_what_is_counted(tmp_path: Path) -> None:
    count, size, limit = 40, 4096, 100_000
    settings = BodySettings(
        max_bytes=size,
        memory_limit=limit,
        content_types=media_types("*/*"),
        spill=SpillStore(max_bytes=LIMIT, total_bytes=1 << 30, directory=str(tmp_path)),
    )
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        bodies = [BodyRecorder(settings, (), ErrorReporter("test", None), None) for _ in range(count)]
        for at in range(size):
            for body in bodies:
                body.add(bytes((at % 256,)))
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len([body for body in bodies if body.omitted is None]) > 15
    assert peak - before < limit * 1.1 + count * 2000
    for body in bodies:
        body.kept.release()
    assert held() == 0


def test_bytes_that_wait_for_the_disk_take_up_what_is_counted(tmp_path: Path) -> None:
    limit = 50_000
    settings = BodySettings(
        max_bytes=10,
        memory_limit=limit,
        content_types=media_types("*/*"),
        spill=SpillStore(max_bytes=LIMIT, total_bytes=1 << 30, directory=str(tmp_path)),
    )
    SPILL_WORKER.wait()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        body = BodyRecorder(settings, (), ErrorReporter("test", None), None)
        with Slow():
            for at in range(30_000):
                body.add(bytes((at % 256,)))
            _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert body.file is not None
    body.file.close()
    assert peak - before < limit + 20_000
    assert body.file.size == 30_000
    body.kept.release()


def test_large_pieces_that_wait_for_the_disk_have_the_same_limit(tmp_path: Path) -> None:
    store = SpillStore(max_bytes=LIMIT, total_bytes=1 << 30, directory=str(tmp_path))
    file = SpillFile(store, 70_000, ErrorReporter("test", None))
    SPILL_WORKER.wait()
    with Slow():
        file.write(bytes(40_000))
        file.write(bytes(40_000))
    file.close()
    assert (file.size, file.is_cut) == (40_000, True)


def test_places_of_hostile_documents_do_not_fill_the_memory() -> None:
    # Each key that was passed is remembered further down: these are 2 ** 13 places.
    keys = [f"k{index}" for index in range(13)]
    paths = JsonPaths([(("**",), key, ("**",), "end") for key in keys])
    hidden = 0

    def descend(place: Place, start: int) -> None:
        nonlocal hidden
        hidden += paths.descend(place, "end").is_hidden
        for at in range(start, len(keys)):
            descend(paths.descend(place, keys[at]), at + 1)

    tracemalloc.start()
    descend(paths.start, 0)
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert hidden == 2**13 - 1
    assert grown < 1_000_000
