"""The progress of jobs is written at a limited rate, and the newest is never lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = tuple[int | None, str | None]
"""Per cent done, and a message."""
Write: TypeAlias = Callable[[str, int | None, str | None], None]

PERIOD = 0.05
"""Seconds between two writes of the progress of a job."""


class ProgressThrottle:
    """Writes the first progress of a job at once, and of what follows too soon the newest, later.

    So a function that reports its progress a million times is hardly slower than one that does not.

    Parameters
    ----------
    write : callable
        Takes job id, per cent done and message; None for what has not changed.
    """

    def __init__(self, write: Write, *, period: float = PERIOD) -> None:
        self._write = write
        self._period = period
        self._lock = threading.Lock()
        self._next_time: dict[str, float] = {}
        self._pending: dict[str, Progress] = {}

    def add(
        self,
        job_id: str,
        percent: int | None,
        message: str | None,
    ) -> None:
        """Write the progress of a job, now or later; any thread."""
        with self._lock:
            now = time.monotonic()
            wait = self._next_time.get(job_id, 0.0) - now
            pending = self._pending.get(job_id)
            if wait > 0 or pending is not None:
                self._pending[job_id] = _merge(pending, percent, message)
                if pending is None:
                    self._flush_later(job_id, wait)
                return
            self._next_time[job_id] = now + self._period
        self._write(job_id, percent, message)

    def _flush_later(self, job_id: str, seconds: float) -> None:
        timer = threading.Timer(max(0.0, seconds), self.flush, (job_id,))
        timer.daemon = True
        timer.start()

    def flush(self, job_id: str) -> None:
        """Write the pending progress of a job."""
        with self._lock:
            progress = self._pending.pop(job_id, None)
            if progress is None:
                return
            self._next_time[job_id] = time.monotonic() + self._period
        self._write(job_id, *progress)

    def close(self, job_id: str) -> None:
        """Write the pending progress of a job that ends, and forget the job."""
        self.flush(job_id)
        with self._lock:
            self._next_time.pop(job_id, None)

    def drop(self) -> None:
        """Forget all jobs without writing."""
        with self._lock:
            self._pending.clear()
            self._next_time.clear()


def _merge(
    pending: Progress | None,
    percent: int | None,
    message: str | None,
) -> Progress:
    """Return the newest progress: what is not None now, else what was pending."""
    if pending is not None:
        earlier_percent, earlier_message = pending
        percent = earlier_percent if percent is None else percent
        message = earlier_message if message is None else message
    return percent, message
