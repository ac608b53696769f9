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

    def __init__(self, max_bytes: int, memory_limit: int) -> None:
        """Create an empty buffer."""
        self.length = 0
        self._buffer: bytes | bytearray = b""
        self._max_bytes = max_bytes
        self._memory_limit = memory_limit

    def append(self, piece: bytes) -> bool:
        """Append a piece; return `False` if there is not enough memory.

        No more than `max_bytes` may be appended.
        """
        length = self.length + len(piece)
        if length > len(self._buffer) and not self._grow(piece, length):
            return False
        if isinstance(self._buffer, bytearray):
            self._buffer[self.length : length] = piece
        self.length = length
        return True

    def content(self) -> bytes:
        """Return the bytes."""
        if isinstance(self._buffer, bytes):
            return self._buffer[: self.length]
        return bytes(memoryview(self._buffer)[: self.length])

    def release(self) -> None:
        """Release the memory."""
        MEMORY.free(len(self._buffer))
        self._buffer = b""
        self.length = 0

    def _grow(self, piece: bytes, length: int) -> bool:
        capacity = length
        if self.length > 0:
            capacity = max(length, 2 * len(self._buffer), LEAST_CAPACITY)
            capacity = min(capacity, self._max_bytes)
        if not MEMORY.hold(capacity, self._memory_limit):
            return False
        # A body that arrives in one piece needs no copy.
        grown: bytes | bytearray = piece
        if self.length > 0:
            grown = bytearray(capacity)
            # A slice of the buffers themselves would be a copy that is not counted.
            memoryview(grown)[: self.length] = memoryview(self._buffer)[: self.length]
        MEMORY.free(len(self._buffer))
        self._buffer = grown
        return True
