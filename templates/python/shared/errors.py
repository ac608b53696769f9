"""Reports errors that must not affect a request."""

from collections.abc import Callable
from logging import getLogger
from time import perf_counter
from types import TracebackType

QUIET_SECONDS = 10.0


class Guard:
    """Catches the errors raised in its block and reports them."""

    def report(self, error: Exception) -> None:
        """Report an error. Never raises."""
        raise NotImplementedError

    def __enter__(self) -> None:
        """Enter the block."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Report an error; cancellation and interrupts are re-raised."""
        if not isinstance(error, Exception):
            return False
        self.report(error)
        return True


class Failure(Guard):
    """Catches and stores the error raised in its block."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def report(self, error: Exception) -> None:
        """Store an error."""
        self.error = error


class ErrorLog(Guard):
    """Logs errors, which Python prints to standard error by default.

    Logs at a limited rate, so that a failing sink does not flood the log.
    """

    def __init__(self, name: str) -> None:
        self._logger = getLogger(name)
        self._quiet_until = 0.0
        self._unreported = 0

    def report(self, error: Exception) -> None:
        """Log an error, or count it if another one was logged recently."""
        now = perf_counter()
        if now < self._quiet_until:
            self._unreported += 1
            return
        self._quiet_until = now + QUIET_SECONDS
        more = (
            f" (and {self._unreported} more since the last report)"
            if self._unreported
            else ""
        )
        self._unreported = 0
        self._logger.error("%s%s", error, more, exc_info=error)


class ErrorReporter(Guard):
    """Passes errors to the application's function, or logs them if there is none."""

    def __init__(
        self, name: str, on_error: Callable[[Exception], object] | None
    ) -> None:
        self._log = ErrorLog(name)
        self._on_error = on_error

    def report(self, error: Exception) -> None:
        """Report an error. Never raises."""
        if self._on_error is None:
            self._log.report(error)
            return
        with self._log:
            self._on_error(error)
