"""The life cycle of jobs on the server: accept, run, end, dismiss, remove; recover after a stop."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from ...models import JobStatus
from ..functions._registry import ProcessRegistry, RegisteredProcess
from ..run._run import Cancelled, Failed, Outcome, Succeeded, without_folders
from ..run._slots import Executor, Task
from ._progress_throttle import ProgressThrottle
from ._store import JobStore
from ._tables import JobRow

T = TypeVar("T")
_log = logging.getLogger(__name__)

FIRST_PAUSE, LAST_PAUSE = 0.1, 5.0
"""Seconds between two attempts to write to a database that does not answer: at first, at most."""
SERVER_STOPPED = "The server was stopped while this job ran; run it again."


class Listener(Protocol):
    """Receives the events of jobs that have a subscriber; see :mod:`._callbacks`."""

    def on_progress(self, row: JobRow) -> None:
        """Receive a job that has started, or whose progress has changed."""

    def on_end(self, row: JobRow) -> None:
        """Receive a job that has ended."""


class JobManager:
    """Runs the jobs of a store by an executor; the :class:`Sink` of the executor.

    Parameters
    ----------
    registry : ProcessRegistry
        The processes that can be run.
    store : JobStore
        Where jobs are kept.
    executor : Executor
        Where they run.
    listener : Listener, optional
        Receives the events of jobs that have a subscriber.
    """

    def __init__(
        self,
        registry: ProcessRegistry,
        store: JobStore,
        executor: Executor,
        listener: Listener | None = None,
    ) -> None:
        self.registry = registry
        self.store = store
        self._executor = executor
        self._listener = listener
        self._lock = threading.Lock()
        self._ends: dict[str, Future[None]] = {}
        # Jobs that were submitted to the executor and have not ended.
        self._own: set[str] = set()
        self._stop = threading.Event()
        self._throttle = ProgressThrottle(self._write_progress)

    @property
    def _stopping(self) -> bool:
        return self._stop.is_set()

    def recover(self, *, alone: bool = True) -> None:
        """Recover the jobs of an earlier server: run accepted ones, mark running ones as failed.

        Parameters
        ----------
        alone : bool
            Whether no other server uses the store. Otherwise running jobs may be those of another
            server, which may also have the processes that this one has not: both are not changed.
        """
        for row in self.store.find_unfinished():
            process = self.registry.get(row.process_id)
            if row.status == JobStatus.accepted and process is not None:
                self._run(row, process)
            elif alone and process is None:
                message = f"This server has no process {row.process_id!r} any more."
                self._fail(row.id, message)
            elif alone:
                self._fail(row.id, SERVER_STOPPED)

    def submit(
        self,
        process: RegisteredProcess,
        request: dict[str, Any],
        inputs: dict[str, Any],
        job_id: str | None = None,
    ) -> JobRow:
        """Accept a job, under a random id unless one is given.

        It is in the store before this returns.
        """
        row = self.store.add(process.id, request, inputs, job_id)
        try:
            self._run(row, process)
        except Exception as error:  # the job is in the store, so it has to end
            reason = without_folders(str(error))
            self._fail(row.id, f"The job could not be started: {reason}")
            self._release(row.id)
            raise
        return row

    def end_of(self, job_id: str) -> Future[None]:
        """Return a future that is done when a job has ended, or the server is about to stop."""
        with self._lock:
            end = self._ends.get(job_id)
            if end is None or self._stopping:
                end = Future()
                end.set_result(None)
            return end

    def stop_waiting(self) -> None:
        """End all waiting for the end of a job, because the server is about to stop."""
        self._stop.set()
        with self._lock:
            job_ids = list(self._ends)
        for job_id in job_ids:
            self._release(job_id)

    def dismiss(self, job_id: str) -> JobRow | None:
        """Cancel a job that has not ended; remove one that has.

        Returns
        -------
        JobRow or None
            The job as dismissed; None if there is none.
        """
        row = self.store.get(job_id)
        if row is None:
            return None
        if self.store.dismiss(job_id):
            self._executor.cancel(job_id)
            self._own.discard(job_id)
            self._notify_end(job_id)
            self._release(job_id)
            return self.store.get(job_id)
        self.store.remove(job_id)
        row.status = JobStatus.dismissed.value
        return row

    def shutdown(self) -> None:
        """Stop running jobs and close the store; the next server runs the accepted ones."""
        self.stop_waiting()
        self._executor.shutdown()
        self._throttle.drop()
        # Jobs that cannot be marked now are marked by the next server.
        with contextlib.suppress(SQLAlchemyError):
            for row in self.store.find_unfinished():
                if row.status == JobStatus.running and row.id in self._own:
                    self._fail(row.id, SERVER_STOPPED)
        self.store.close()

    # -- the events of the executor

    def on_start(self, job_id: str) -> bool:
        """Mark a job as running; False if it was dismissed meanwhile."""
        is_running = bool(self._write(lambda: self.store.start(job_id)))
        if is_running:
            self._notify_progress(job_id)
        return is_running

    def on_progress(
        self,
        job_id: str,
        percent: int | None,
        message: str | None,
    ) -> None:
        """Write the progress of a job, now or soon."""
        self._throttle.add(job_id, percent, message)

    def on_end(self, job_id: str, outcome: Outcome) -> None:
        """Write the outcome of a job, unless it was dismissed; an error here fails the job."""
        try:
            self._throttle.close(job_id)
            self._write(lambda: self._write_outcome(job_id, outcome))
        except Exception as error:  # noqa: BLE001 - the outputs cannot be kept
            _log.exception("The end of job %s could not be written.", job_id)
            message = f"The results could not be kept: {_reason(error)}"
            self._write(lambda: self._fail(job_id, message))
        finally:
            self._own.discard(job_id)
            self._notify_end(job_id)
            self._release(job_id)

    # -- internal

    def _write(self, write: Callable[[], T]) -> T | None:
        """Write to the store, again and again while the database does not answer.

        Returns None if the server stops before that; then the next server ends the job.
        """
        pause = FIRST_PAUSE
        while True:
            try:
                return write()
            except DBAPIError as error:
                if self._stopping:
                    return None
                if not _is_connection_error(error):
                    raise
                _log.warning(
                    "The database does not answer; it is asked again in %.1f s.", pause
                )
            self._stop.wait(pause)
            pause = min(2 * pause, LAST_PAUSE)

    def _write_progress(
        self,
        job_id: str,
        percent: int | None,
        message: str | None,
    ) -> None:
        try:
            if self.store.progress(job_id, percent, message):
                self._notify_progress(job_id)
        except SQLAlchemyError:  # progress that is lost must not end the job
            _log.warning("The progress of job %s could not be written.", job_id)

    def _write_outcome(self, job_id: str, outcome: Outcome) -> None:
        if isinstance(outcome, Succeeded):
            self.store.succeed(job_id, outcome.outputs)
        elif isinstance(outcome, Failed):
            self._fail(job_id, outcome.message, outcome.problem, outcome.trace)
        elif isinstance(outcome, Cancelled):
            self.store.dismiss(job_id)

    def _run(self, row: JobRow, process: RegisteredProcess) -> None:
        with self._lock:
            self._ends[row.id] = Future()
            self._own.add(row.id)
        self._executor.submit(Task(row.id, process, row.inputs), self)

    def _fail(
        self,
        job_id: str,
        message: str,
        problem: dict[str, Any] | None = None,
        trace: list[str] | None = None,
    ) -> None:
        self.store.fail(job_id, message, problem or {"status": 500}, trace)

    def _release(self, job_id: str) -> None:
        with self._lock:
            end = self._ends.pop(job_id, None)
        if end is not None:
            end.set_result(None)

    def _notify_progress(self, job_id: str) -> None:
        if self._listener is not None:
            self._notify(job_id, self._listener.on_progress)

    def _notify_end(self, job_id: str) -> None:
        if self._listener is not None:
            self._notify(job_id, self._listener.on_end)

    def _notify(self, job_id: str, notify: Callable[[JobRow], None]) -> None:
        """Pass a job that has a subscriber to the listener; an error there does not end the job."""
        try:
            row = self.store.get(job_id)
            if row is not None and row.request.get("subscriber"):
                notify(row)
        except Exception:  # noqa: BLE001 - the job goes on
            _log.exception("The subscriber of job %s was not told.", job_id)


def _is_connection_error(error: DBAPIError) -> bool:
    is_operational = isinstance(error, OperationalError | InterfaceError)
    return is_operational or error.connection_invalidated


def _reason(error: BaseException) -> str:
    """Return the reason of an error, without the folders of this machine."""
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, OSError) and error.strerror:
        reason = error.strerror
        if error.filename:
            reason += f": {Path(str(error.filename)).name!r}"
    return without_folders(reason)
