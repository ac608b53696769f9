"""Limits the memory that captured bodies use."""

from threading import Lock


class MemoryBudget:
    """Counts the bytes that captured bodies hold in this process."""

    def __init__(self) -> None:
        """Begin with nothing held."""
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


LEAST_CAPACITY = 256
"""The smallest capacity to which a buffer grows."""


class GrowingBytes:
    """Bytes that arrive in pieces, in one buffer.

    Its capacity counts as memory in use, not the number of its bytes: small pieces that
    are kept one by one take up many times their length.
    """

    def __init__(self) -> None:
        """Create an empty buffer."""
        self.length = 0
        self._pieces: bytes | bytearray = b""
        self._capacity = 0

    def append(self, piece: bytes, max_bytes: int, memory_limit: int) -> bool:
        """Append a piece; return `False` if there is not enough memory.

        There are never more than `max_bytes`.
        """
        length = self.length + len(piece)
        if length > self._capacity:
            capacity = length
            if self.length > 0:
                capacity = max(length, 2 * self._capacity, LEAST_CAPACITY)
                capacity = min(capacity, max_bytes)
            if not MEMORY.hold(capacity - self._capacity, memory_limit):
                return False
            self._capacity = capacity
        if self.length == 0:
            # A body that arrives in one piece needs no copy.
            self._pieces = piece
        else:
            if isinstance(self._pieces, bytes):
                self._pieces = bytearray(self._pieces)
            self._pieces += piece
        self.length = length
        return True

    def content(self) -> bytes:
        """Return the bytes."""
        return bytes(self._pieces)

    def release(self) -> None:
        """Release the memory."""
        if self._capacity > 0:
            MEMORY.free(self._capacity)
            self._capacity = self.length = 0
            self._pieces = b""
