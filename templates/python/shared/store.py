"""Keeps the folder of spilled bodies and limits its size."""

import atexit
import os
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from time import monotonic

MILLISECOND = 0.001


class DiskBudget:
    """Counts the bytes that the spilled files of this process take up.

    Only used by the thread that writes them.
    """

    def __init__(self) -> None:
        """Begin with nothing written."""
        self._sizes: dict[Path, int] = {}
        self._total = 0
        self._looked_at = float("-inf")

    def claim(self, path: Path, count: int, limit: int) -> int:
        """Return how many of `count` bytes may be added to a file."""
        if self._total + count > limit:
            self._forget_missing()
        claimed = max(0, min(count, limit - self._total))
        if claimed > 0:
            self._total += claimed
            self._sizes[path] = self._sizes.get(path, 0) + claimed
        return claimed

    def forget(self, path: Path) -> None:
        """Stop counting a file."""
        self._total -= self._sizes.pop(path, 0)

    def _forget_missing(self) -> None:
        """Stop counting files that the application has moved or removed."""
        now = monotonic()
        # The more files there are, the less often they are looked for.
        if now - self._looked_at < len(self._sizes) * MILLISECOND:
            return
        self._looked_at = now
        for path in [path for path in self._sizes if not path.exists()]:
            self.forget(path)


DISK = DiskBudget()


class SpillStore:
    """Where bodies are written.

    A folder for this process, which other users can neither read nor predict. It is
    removed when the process ends, or, if it was killed, when the next one starts.
    """

    def __init__(
        self, *, max_bytes: int, total_bytes: int, directory: str | None = None
    ) -> None:
        """Create no folder before the first file."""
        self.max_bytes = max_bytes
        """Number of bytes after which a file is truncated."""
        self.total_bytes = total_bytes
        """Number of bytes that all files of the process may take up together."""
        self._directory = Path(gettempdir() if directory is None else directory)
        self._folder: Path | None = None
        self._owner = 0
        # Now, so that it is called after the threads have finished.
        atexit.register(self._remove_folder)
        remove_abandoned(self._directory)

    def folder(self) -> Path:
        """Return the folder; create it if necessary."""
        # A forked process has the memory of its parent.
        if self._folder is None or self._owner != os.getpid():
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._owner = os.getpid()
            prefix = f"{own_prefix()}{self._owner}-"
            self._folder = Path(mkdtemp(prefix=prefix, dir=self._directory))
        # Again, because old files in the temporary folder may be removed.
        self._folder.mkdir(mode=0o700, exist_ok=True)
        return self._folder

    def _remove_folder(self) -> None:
        if self._folder is not None and self._owner == os.getpid():
            shutil.rmtree(self._folder, ignore_errors=True)


def own_prefix() -> str:
    """Return the start of the names of folders whose process IDs mean something here.

    They do on the same machine and, in containers, in the same namespace.
    """
    namespace = ""
    with suppress(OSError):
        namespace = str(Path("/proc/self/ns/pid").readlink())
    host = re.sub(r"\W", "_", socket.gethostname(), flags=re.ASCII)
    return f"bodies-{host}-{re.sub(r'[^0-9]', '', namespace)}-"


def remove_abandoned(directory: Path) -> None:
    """Remove the folders of processes that were killed."""
    with suppress(OSError):
        for folder in list(abandoned(directory)):
            shutil.rmtree(folder, ignore_errors=True)


def abandoned(directory: Path) -> Iterator[Path]:
    """Yield the folders of this user's processes that no longer run."""
    name = re.compile(re.escape(own_prefix()) + r"(\d+)-\w+", re.ASCII)
    # Windows has no way to ask whether a process runs.
    if os.name != "posix":
        return
    for path in directory.iterdir():
        match = name.fullmatch(path.name)
        if match is not None and not is_running(int(match[1])):
            found = path.lstat()
            if found.st_uid == os.getuid() and path.is_dir() and not path.is_symlink():
                yield path


def is_running(process: int) -> bool:
    """Return whether a process runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
