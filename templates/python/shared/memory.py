"""Limits the memory that captured bodies use."""

from threading import Lock


class MemoryBudget:
    """Counts the bytes that captured bodies hold in this process."""

    def __init__(self) -> None:
        self._held = 0
        self._lock = Lock()

    def hold(self, count: int, limit: int) -> bool:
        """Reserve memory; return `False` if this would exceed `limit` bytes."""
        with self._lock:
            if self._held + count > limit:
                return False
            self._held += count
            return True

    def free(self, count: int) -> None:
        """Release memory."""
        with self._lock:
            self._held -= count


MEMORY = MemoryBudget()
