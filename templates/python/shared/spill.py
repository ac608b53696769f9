"""Writes bodies to files."""

import os
from pathlib import Path
from threading import Lock
from uuid import uuid4

from .errors import Guard
from .memory import GrowingBytes
from .store import DISK, SpillStore
from .worker import Worker

SPILL_WORKER = Worker("capture-spill")


class SpillFile:
    """Writes a body to its own file, which only the current user can read.

    A separate thread writes the file, so that the body is never delayed.
    """

    def __init__(self, store: SpillStore, memory_limit: int, errors: Guard) -> None:
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
        self._queue = self._new_queue()
        self._accepted = 0
        self._descriptor: int | None = None
        self._has_failed = False

    def write(self, data: bytes) -> None:
        """Queue bytes to be written."""
        wanted = data[: self._store.max_bytes - self._accepted]
        with self._lock:
            is_first = self._queue.length == 0
            if self.is_cut or not self._queue.append(wanted):
                self.is_cut = True
                return
        self.is_cut = len(wanted) < len(data)
        self._accepted += len(wanted)
        if is_first:
            SPILL_WORKER.submit(self._append)

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

    def _new_queue(self) -> GrowingBytes:
        return GrowingBytes(self._store.max_bytes, self._memory_limit)

    def _append(self) -> None:
        with self._lock:
            queue, self._queue = self._queue, self._new_queue()
        size = self.size
        if not self._has_failed:
            with self._errors:
                self._write(queue.content())
        if self.size - size < queue.length:
            self.is_cut = self._has_failed = True
        queue.release()

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
        with self._errors:
            if self._descriptor is not None:
                os.close(self._descriptor)
        self._descriptor = None

    def _remove(self) -> None:
        with self._errors:
            if self.path is not None:
                self.path.unlink(missing_ok=True)
                DISK.forget(self.path)
