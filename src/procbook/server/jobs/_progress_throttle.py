"""Progress of jobs on its way to the database: not more often than anybody looks, and the newest is never lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

Write = Callable[[str, int | None, str | None], None]

PERIOD = 0.05
"""Seconds between two notes of one job that are written."""


class Notes:
    """Passes the first note of a job on at once, and of those that follow too soon the newest, a little later.

    A function that tells its progress a million times is so hardly slower than one that does not.

    Parameters
    ----------
    write : callable
        Takes job id, per cent done and message; the last two may be None for "as before".
    """

    def __init__(self, write: Write, *, period: float = PERIOD) -> None:
        self._write = write
        self._period = period
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}
        self._held: dict[str, tuple[int | None, str | None]] = {}

    def add(self, job_id: str, percent: int | None, message: str | None) -> None:
        """Take a note; any thread."""
        with self._lock:
            now = time.monotonic()
            wait = self._next.get(job_id, 0.0) - now
            held = self._held.get(job_id)
            if wait > 0 or held is not None:
                old = held or (None, None)
                self._held[job_id] = (
                    old[0] if percent is None else percent,
                    old[1] if message is None else message,
                )
                if held is None:
                    self._later(job_id, wait)
                return
            self._next[job_id] = now + self._period
        self._write(job_id, percent, message)

    def _later(self, job_id: str, seconds: float) -> None:
        timer = threading.Timer(max(0.0, seconds), self.flush, (job_id,))
        timer.daemon = True
        timer.start()

    def flush(self, job_id: str) -> None:
        """Write what is held back of a job."""
        with self._lock:
            note = self._held.pop(job_id, None)
            if note is None:
                return
            self._next[job_id] = time.monotonic() + self._period
        self._write(job_id, *note)

    def close(self, job_id: str) -> None:
        """Write what is held back of a job that ends, and forget the job."""
        self.flush(job_id)
        with self._lock:
            self._next.pop(job_id, None)

    def drop(self) -> None:
        """Forget everything, without writing."""
        with self._lock:
            self._held.clear()
            self._next.clear()
