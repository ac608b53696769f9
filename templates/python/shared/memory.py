"""The memory that captured bodies may hold."""

from threading import Lock


class MemoryBudget:
    """Counts the bytes that captured bodies hold in this process."""

    def __init__(self) -> None:
        self._held = 0
        self._lock = Lock()

    def hold(self, count: int, limit: int) -> bool:
        """Ask for room; `False` where `limit` bytes are in use."""
        with self._lock:
            if self._held + count > limit:
                return False
            self._held += count
            return True

    def free(self, count: int) -> None:
        """Give room back."""
        with self._lock:
            self._held -= count


MEMORY = MemoryBudget()
