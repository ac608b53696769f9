"""Writes bodies to files."""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from uuid import uuid4

from .errors import Guard
from .memory import GrowingBytes
from .worker import Worker


@dataclass(frozen=True)
class SpillSettings:
    """Where bodies larger than their limit are written."""

    max_bytes: int
    """Number of bytes after which a file is truncated."""
    directory: str | None = None
    """`None`: a private folder in the system's temporary folder."""


SPILL_WORKER = Worker("capture-spill")


class PrivateFolder:
    """A folder for this process that other users can neither read nor predict."""

    def __init__(self) -> None:
        self._path: Path | None = None

    def path(self) -> Path:
        """Return the folder; create it if necessary."""
        if self._path is None:
            self._path = Path(mkdtemp(prefix="bodies-"))
        return self._path


PRIVATE_FOLDER = PrivateFolder()


class SpillFile:
    """Writes a body to its own file, which only the current user can read.

    A separate thread writes the file, so that the body is never delayed.
    """

    def __init__(
        self, settings: SpillSettings, memory_limit: int, errors: Guard
    ) -> None:
        self.path: Path | None = None
        """The path of the file, once it has been created."""
        self.size = 0
        """Number of bytes in the file."""
        self.is_cut = False
        """Whether bytes are missing: because of the limit, an error or a slow disk."""
        self._settings = settings
        self._memory_limit = memory_limit
        self._errors = errors
        self._lock = Lock()
        self._queue = self._new_queue()
        self._accepted = 0
        self._descriptor: int | None = None
        self._has_failed = False

    def write(self, data: bytes) -> None:
        """Queue bytes to be written."""
        wanted = data[: self._settings.max_bytes - self._accepted]
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
        return GrowingBytes(self._settings.max_bytes, self._memory_limit)

    def _append(self) -> None:
        with self._lock:
            queue, self._queue = self._queue, self._new_queue()
        data = queue.content()
        written = 0
        if not self._has_failed:
            with self._errors:
                if self._descriptor is None:
                    self._descriptor = self._open()
                while written < len(data):
                    written += os.write(self._descriptor, data[written:])
        self.size += written
        if written < len(data):
            self.is_cut = self._has_failed = True
        queue.release()

    def _open(self) -> int:
        folder = self._settings.directory
        directory = PRIVATE_FOLDER.path() if folder is None else Path(folder)
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = directory / f"{uuid4()}.body"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self.path = path
        return descriptor

    def _close(self) -> None:
        with self._errors:
            if self._descriptor is not None:
                os.close(self._descriptor)
        self._descriptor = None

    def _remove(self) -> None:
        with self._errors:
            if self.path is not None:
                self.path.unlink(missing_ok=True)
