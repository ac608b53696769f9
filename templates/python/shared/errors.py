"""Reports errors that must not affect a request."""

from collections.abc import Callable
from inspect import iscoroutine
from logging import getLogger
from time import perf_counter

QUIET_SECONDS = 10.0


class ErrorReporter:
    """Passes errors to the application's function, or logs them if there is none.

    Logs at a limited rate, so that a failing sink does not flood the log, which Python
    prints to standard error by default.
    """

    def __init__(
        self, name: str, on_error: Callable[[Exception], object] | None
    ) -> None:
        """Name the middleware that messages are about."""
        self._logger = getLogger(name)
        self._on_error = on_error or self._log
        self._quiet_until = 0.0
        self._unreported = 0

    def report(self, error: Exception) -> None:
        """Report an error. Never raises."""
        try:
            result = self._on_error(error)
        except Exception as failure:
            self._log(failure)
            return
        if iscoroutine(result):
            # Errors are reported from threads, too, where nothing can await it.
            result.close()
            self._log(error)

    def _log(self, error: Exception) -> None:
        now = perf_counter()
        if now < self._quiet_until:
            self._unreported += 1
            return
        self._quiet_until = now + QUIET_SECONDS
        unreported, self._unreported = self._unreported, 0
        more = f" (and {unreported} more since the last report)" if unreported else ""
        self._logger.error("%s%s", error, more, exc_info=error)
