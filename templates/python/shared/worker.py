"""Runs work that must not block the event loop."""

import atexit
from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Lock, Thread

EXIT_SECONDS = 5.0


class Worker:
    """A thread that runs jobs in order. Jobs must not raise."""

    def __init__(self, name: str) -> None:
        """Start no thread before the first job."""
        self._name = name
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._lock = Lock()
        self._thread: Thread | None = None

    def submit(self, job: Callable[[], None]) -> None:
        """Add a job to the queue."""
        self._jobs.put(job)
        # A forked process has the queue but not the thread.
        if self._thread is None or not self._thread.is_alive():
            self._start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait for the jobs that are in the queue now."""
        reached = Event()
        self.submit(reached.set)
        reached.wait(seconds)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                atexit.register(self.wait, EXIT_SECONDS)
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._jobs.get()()
