"""Writes bodies to files."""

import os
from collections import deque
from pathlib import Path
from threading import Lock
from uuid import uuid4

from .errors import ErrorReporter
from .memory import GrowingBytes
from .store import DISK, SpillStore
from .worker import Worker

SPILL_WORKER = Worker("capture-spill")

BLOCK_BYTES = 65536
"""Small pieces that wait for the disk are joined to blocks of at most this size."""


class SpillFile:
    """Writes a body to its own file, which only the current user can read.

    A separate thread writes the file, so that the body is never delayed.
    """

    def __init__(
        self, store: SpillStore, memory_limit: int, errors: ErrorReporter
    ) -> None:
        """Create no file before the first bytes."""
        self.path: Path | None = None
        """The path of the file, once it has been created."""
        self.size = 0
        """Number of bytes in the file."""
        self.is_cut = False
        """Whether bytes are missing: because of the limit, an error or a slow disk."""
        self._store = store
        self._memory_limit = memory_limit
        self._errors = errors
        self._lock = Lock()
        self._queue: deque[GrowingBytes] = deque()
        self._accepted = 0
        self._descriptor: int | None = None
        self._has_failed = False

    def write(self, data: bytes) -> None:
        """Queue bytes to be written."""
        wanted = data[: self._store.max_bytes - self._accepted]
        if self.is_cut or not self._enqueue(wanted):
            self.is_cut = True
            return
        self._accepted += len(wanted)
        if len(wanted) < len(data):
            self.is_cut = True

    def close(self) -> None:
        """Wait until everything is written or has failed.

        Must not run on the event loop.
        """
        SPILL_WORKER.submit(self._close)
        SPILL_WORKER.wait()

    def discard(self) -> None:
        """Remove the file eventually."""
        self.is_cut = True
        SPILL_WORKER.submit(self._close)
        SPILL_WORKER.submit(self._remove)

    def _enqueue(self, data: bytes) -> bool:
        """Return `False` if there is not enough memory."""
        with self._lock:
            last = self._queue[-1] if self._queue else None
            if last is not None and last.length + len(data) <= BLOCK_BYTES:
                return last.append(data, BLOCK_BYTES, self._memory_limit)
            # A large piece is a block of its own, which needs no copy.
            block = GrowingBytes()
            if not block.append(data, len(data), self._memory_limit):
                return False
            self._queue.append(block)
        SPILL_WORKER.submit(self._append)
        return True

    def _append(self) -> None:
        with self._lock:
            block = self._queue.popleft()
        size = self.size
        if not self._has_failed:
            try:
                self._write(block.content())
            except Exception as error:
                self._errors.report(error)
        if self.size - size < block.length:
            self.is_cut = self._has_failed = True
        block.release()

    def _write(self, data: bytes) -> None:
        path = self.path or Path(self._store.folder(), f"{uuid4()}.body")
        rest = data[: DISK.claim(path, len(data), self._store.total_bytes)]
        if self._descriptor is None and rest:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            self._descriptor = os.open(path, flags, 0o600)
            self.path = path
        while rest and self._descriptor is not None:
            written = os.write(self._descriptor, rest)
            self.size += written
            rest = rest[written:]

    def _close(self) -> None:
        try:
            if self._descriptor is not None:
                os.close(self._descriptor)
        except OSError as error:
            self._errors.report(error)
        self._descriptor = None

    def _remove(self) -> None:
        try:
            if self.path is not None:
                self.path.unlink(missing_ok=True)
                DISK.forget(self.path)
        except OSError as error:
            self._errors.report(error)
