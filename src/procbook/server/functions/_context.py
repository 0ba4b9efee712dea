"""What a running process can say and ask: how far it is, and whether somebody cancelled it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Self

Report = Callable[[int | None, str | None], None]
"""Takes per cent done and a message, either of which may be None for "as before"."""

_current: ContextVar[JobContext | None] = ContextVar("procbook_job", default=None)


class JobCancelledError(Exception):
    """Raised inside a process function, by :meth:`JobContext.check`, when its job was cancelled."""


class JobContext:
    """The job that a process function runs in.

    A function gets it as a parameter annotated with this class, or anywhere below by
    :meth:`current`.

    Parameters
    ----------
    job_id : str, optional
        Id of the job; empty outside of a server.
    report : callable, optional
        Receives per cent done and message.
    is_cancelled : callable, optional
        Tells whether the job was cancelled.

    Examples
    --------
    >>> @registry.process()
    ... def count(n: int, job: JobContext) -> int:
    ...     for i in range(n):
    ...         job.progress(100 * i / n, f"at {i}")
    ...     return n
    """

    def __init__(
        self,
        job_id: str = "",
        *,
        report: Report | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.job_id = job_id
        self._report = report
        self._is_cancelled = is_cancelled

    @classmethod
    def current(cls) -> JobContext:
        """Return the context of the job that runs here; one that does nothing when no job does."""
        return _current.get() or cls()

    @property
    def folder(self) -> Path:
        """An empty folder of the job's own, for files it works with; made when it is first asked for.

        It is removed when the job is over. A file in it that the function returns is kept as an
        output without being copied; files elsewhere are copied, and stay where they are.
        """
        if (
            not self.job_id
        ):  # no server runs this, so nobody would remove it but the one who asks
            return Path(tempfile.mkdtemp(prefix="procbook-"))
        folder = scratch_folder(self.job_id)
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    @property
    def cancelled(self) -> bool:
        """Whether the job was cancelled, so that going on makes no sense."""
        return self._is_cancelled is not None and self._is_cancelled()

    def check(self) -> None:
        """End the function here when the job was cancelled.

        Raises
        ------
        JobCancelledError
            Not to be caught, except to clean up.
        """
        if self.cancelled:
            raise JobCancelledError(self.job_id)

    def progress(
        self, percent: float | None = None, message: str | None = None
    ) -> None:
        """Tell how far the job is, and end here when it was cancelled.

        Parameters
        ----------
        percent : float, optional
            Per cent done; taken into 0 to 100.
        message : str, optional
            What happens now.
        """
        self.check()
        if self._report is not None:
            whole = None if percent is None else max(0, min(100, round(percent)))
            self._report(whole, message)

    def __enter__(self) -> Self:
        self._token = _current.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)


def scratch_folder(job_id: str) -> Path:
    """Return the folder of a job's own on this machine; it may not exist."""
    # Ids are random, so nobody else can have made it.
    return Path(tempfile.gettempdir()) / f"procbook-job-{job_id}"


def remove_scratch(job_id: str) -> None:
    """Remove the folder of a job that is over, with all that is in it."""
    shutil.rmtree(scratch_folder(job_id), ignore_errors=True)
