"""Waiting for several jobs.

By the one monitor of the kernel, so that 200 jobs are not 200 requests.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from ... import jobs
from ._progress import show_progress
from .rows._overview import summarize

if TYPE_CHECKING:
    from ...jobs import Watch
    from ._run import Run

_SHORTEST, _LONGEST = 1.0, 10.0
"""Seconds between two looks at least, and at most."""


class Follower:
    """Follows the jobs of runs until it is closed; jobs that start later are followed, too.

    Parameters
    ----------
    on_change : callable
        Called, on procbook's own thread, when a job may have changed.
    """

    def __init__(self, on_change: Callable[[], object]) -> None:
        self._on_change = on_change
        self._watches: list[Watch[Any]] = []

    def follow(self, job: Any) -> None:
        """Follow the jobs of the server of a job, this one included."""
        watch = self._watch_of(job)
        if watch is None:
            watch = jobs.get_monitor().watch(job.session, self._heard, known=[job.info])
            self._watches.append(watch)
        else:
            watch.tell([job.info])

    def _watch_of(self, job: Any) -> Watch[Any] | None:
        server = job.session
        return next((w for w in self._watches if w.client is server), None)

    def _heard(
        self,
        _watch: object,
        _changed: set[str],
    ) -> None:
        self._on_change()

    def is_gone(self, job: Any) -> bool:
        """Return whether the server no longer knows a job."""
        watch = self._watch_of(job)
        entry = watch.entry(job.id) if watch is not None else None
        return entry is not None and entry.life.state is jobs.State.gone

    def hurry(self) -> None:
        """Ask the servers soon."""
        for watch in self._watches:
            watch.tell(())

    def close(self) -> None:
        """Follow no longer."""
        for watch in self._watches:
            watch.close()


def wait_for(
    runs: Sequence[Run[Any]],
    *,
    name: str | None,
    timeout: float | None,
    progress: bool,
    is_sending: Callable[[], bool],
) -> None:
    """Wait until all jobs have ended and no more are started.

    Raises
    ------
    TimeoutError
        If they have not ended in time; they go on.
    """
    changed = threading.Event()
    begin = time.monotonic()
    follower = Follower(changed.set)
    followed: set[str] = set()
    with ExitStack() as stack:
        stack.callback(follower.close)
        display = stack.enter_context(show_progress(wanted=progress))
        while True:
            open_runs = _find_unfinished(runs, follower)
            ended = len(runs) - len(open_runs)
            display(summarize(runs, name), ended / max(1, len(runs)))
            if not is_sending():
                open_runs = [run for run in open_runs if run.has_job]
                if not open_runs:
                    return
            for run in open_runs:
                if run.has_job and run.job_id not in followed:
                    followed.add(run.job_id)
                    follower.follow(run.job)
            elapsed = time.monotonic() - begin
            if timeout is not None and elapsed >= timeout:
                raise TimeoutError(
                    f"{len(open_runs)} of {len(runs)} jobs have not ended after "
                    f"{timeout:g} s; they go on."
                )
            pause = min(_LONGEST, max(_SHORTEST, elapsed / 10))
            if timeout is not None:
                pause = min(pause, timeout - elapsed)
            if not changed.wait(pause):
                follower.hurry()
            changed.clear()


def _find_unfinished(
    runs: Sequence[Run[Any]],
    follower: Follower,
) -> list[Run[Any]]:
    unfinished = []
    for run in runs:
        if not run.has_job:
            if run.status in {"planned", "sending"}:
                unfinished.append(run)
            continue
        job = run.job
        assert job is not None
        if job.status.is_final or job.gone:
            continue
        if follower.is_gone(job):
            job.gone = True
            continue
        unfinished.append(run)
    return unfinished
