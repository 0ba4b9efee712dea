"""The context of a running process: it reports progress, and whether its job was cancelled."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Self

Report = Callable[[int | None, str | None], None]
"""Takes per cent done and a message; None for what has not changed."""

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
        Returns whether the job was cancelled.

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
        """Return the context of the job that runs here; one without a job if none does."""
        return _current.get() or cls()

    @property
    def folder(self) -> Path:
        """An empty folder for the files of the job, created when it is first used.

        It is removed when the job is over. A file in it that the function returns is kept as an
        output without being copied; files in other folders are copied, and stay there.
        """
        if not self.job_id:  # outside of a server, the caller removes it
            return Path(tempfile.mkdtemp(prefix="procbook-"))
        folder = scratch_folder(self.job_id)
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    @property
    def cancelled(self) -> bool:
        """Whether the job was cancelled, so that its function should end."""
        return self._is_cancelled is not None and self._is_cancelled()

    def check(self) -> None:
        """Raise an error, which ends the function, if the job was cancelled.

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
        """Report the progress of the job, and end the function if the job was cancelled.

        Parameters
        ----------
        percent : float, optional
            Per cent done; limited to 0 to 100.
        message : str, optional
            The present step, for people.

        Raises
        ------
        JobCancelledError
            The job was cancelled.
        """
        self.check()
        if self._report is None:
            return
        rounded_percent = None
        if percent is not None:
            rounded_percent = max(0, min(100, round(percent)))
        self._report(rounded_percent, message)

    def __enter__(self) -> Self:
        self._token = _current.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)


def scratch_folder(job_id: str) -> Path:
    """Return the folder of a job on this machine; it may not exist."""
    # Ids are random, so that no other program has this folder.
    return Path(tempfile.gettempdir()) / f"procbook-job-{job_id}"


def remove_scratch(job_id: str) -> None:
    """Remove the folder of a job that is over, with all files in it."""
    shutil.rmtree(scratch_folder(job_id), ignore_errors=True)
