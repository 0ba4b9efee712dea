"""The life of jobs on the server: accept, run, end, dismiss, remove; and take up again after a stop."""

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
from ._progress_throttle import Notes
from ._store import JobRow, JobStore

T = TypeVar("T")
_log = logging.getLogger(__name__)

FIRST_PAUSE, LAST_PAUSE = 0.1, 5.0
"""Seconds between two tries to write to a database that does not answer: at first, and at most."""
SERVER_STOPPED = "The server was stopped while this job ran; run it again."


class Listener(Protocol):
    """Hears of what becomes of jobs; see :mod:`._callbacks`."""

    def progressed(self, row: JobRow) -> None:
        """Hear that a job went on."""

    def ended(self, row: JobRow) -> None:
        """Hear that a job has ended."""


class JobManager:
    """Brings store and executor together; the :class:`Sink` of the executor.

    Parameters
    ----------
    registry : ProcessRegistry
        What can be run.
    store : JobStore
        Where jobs are written down.
    executor : Executor
        Where they run.
    listener : Listener, optional
        Hears of every step of jobs that have a subscriber.
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
        self._own: set[str] = (
            set()
        )  # jobs that were given to the executor and have not ended
        self._stop = threading.Event()
        self._notes = Notes(self._note)

    @property
    def _stopping(self) -> bool:
        return self._stop.is_set()

    def recover(self, *, alone: bool = True) -> None:
        """Take up the jobs of an earlier server: run accepted ones, mark running ones as failed.

        Parameters
        ----------
        alone : bool
            Whether no other server uses the store. Otherwise running jobs may be those of another
            server, and those of a process that is not offered here may be offered there: both are
            left alone.
        """
        for row in self.store.unfinished():
            process = self.registry.get(row.process_id)
            if row.status == JobStatus.accepted and process is not None:
                self._run(row, process)
            elif alone and process is None:
                self._fail(
                    row.id, f"This server has no process {row.process_id!r} any more."
                )
            elif alone:
                self._fail(row.id, SERVER_STOPPED)

    def submit(
        self,
        process: RegisteredProcess,
        request: dict[str, Any],
        inputs: dict[str, Any],
    ) -> JobRow:
        """Accept a job; it is written down before this returns."""
        row = self.store.add(process.id, request, inputs)
        try:
            self._run(row, process)
        except Exception as error:  # the job is written down, so it has to end
            self._fail(
                row.id, f"The job could not be started: {without_folders(str(error))}"
            )
            self._release(row.id)
            raise
        return row

    def end_of(self, job_id: str) -> Future[None]:
        """Return what is done when a job has ended, or the server is about to."""
        with self._lock:
            return _done() if self._stopping else self._ends.get(job_id) or _done()

    def stop_waiting(self) -> None:
        """Let go of everybody who waits for the end of a job: the server is told to stop."""
        self._stop.set()
        with self._lock:
            waiting = list(self._ends)
        for job_id in waiting:
            self._release(job_id)

    def dismiss(self, job_id: str) -> JobRow | None:
        """Cancel a job that has not ended; remove one that has. Return it as dismissed, or None if there is none."""
        row = self.store.get(job_id)
        if row is None:
            return None
        if self.store.dismiss(job_id):
            self._executor.cancel(job_id)
            self._own.discard(job_id)
            self._tell(job_id, ended=True)
            self._release(job_id)
            return self.store.get(job_id)
        self.store.remove(job_id)
        row.status = JobStatus.dismissed.value
        return row

    def shutdown(self) -> None:
        """Stop running jobs and close the store; accepted ones are taken up by the next server."""
        self.stop_waiting()
        self._executor.shutdown()
        self._notes.drop()
        with contextlib.suppress(
            SQLAlchemyError
        ):  # the next server will find them, and say so
            for row in self.store.unfinished():
                if row.status == JobStatus.running and row.id in self._own:
                    self._fail(row.id, SERVER_STOPPED)
        self.store.close()

    # -- what the executor tells

    def started(self, job_id: str) -> bool:
        """Mark a job as running; False if it was dismissed meanwhile."""
        started = self._write(lambda: self.store.start(job_id))
        if started:
            self._tell(job_id, ended=False)
        return bool(started)

    def progressed(self, job_id: str, percent: int | None, message: str | None) -> None:
        """Take note of how far a job is."""
        self._notes.add(job_id, percent, message)

    def ended(self, job_id: str, outcome: Outcome) -> None:
        """Write down how a job ended, unless it was dismissed; whatever goes wrong meanwhile, the job has an end."""
        try:
            self._notes.close(job_id)
            self._write(lambda: self._write_end(job_id, outcome))
        except Exception as error:  # noqa: BLE001 - the outputs cannot be kept
            _log.exception("The end of job %s could not be written.", job_id)
            reason = without_folders(_reason(error))
            self._write(
                lambda: self._fail(job_id, f"The results could not be kept: {reason}")
            )
        finally:
            self._own.discard(job_id)
            self._tell(job_id, ended=True)
            self._release(job_id)

    # -- inside

    def _write(self, write: Callable[[], T]) -> T | None:
        """Write to the store, again and again while the database does not answer; None when the server stops first."""
        pause = FIRST_PAUSE
        while True:
            try:
                return write()
            except DBAPIError as error:
                if self._stopping:  # the next server will find the job, and say so
                    return None
                if (
                    not isinstance(error, OperationalError | InterfaceError)
                    and not error.connection_invalidated
                ):
                    raise
                _log.warning(
                    "The database does not answer; it is asked again in %.1f s.", pause
                )
            self._stop.wait(pause)
            pause = min(2 * pause, LAST_PAUSE)

    def _note(self, job_id: str, percent: int | None, message: str | None) -> None:
        try:
            if self.store.progress(job_id, percent, message):
                self._tell(job_id, ended=False)
        except SQLAlchemyError:  # a note that is lost must not end the job that made it
            _log.warning("The progress of job %s could not be written.", job_id)

    def _write_end(self, job_id: str, outcome: Outcome) -> None:
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

    def _tell(self, job_id: str, *, ended: bool) -> None:
        if self._listener is None:
            return
        try:
            row = self.store.get(job_id)
            if row is not None and row.request.get("subscriber"):
                (self._listener.ended if ended else self._listener.progressed)(row)
        except Exception:  # noqa: BLE001 - the job goes on
            _log.exception("The subscriber of job %s was not told.", job_id)


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return (
            f"{error.strerror}: {Path(str(error.filename)).name!r}"
            if error.filename
            else error.strerror
        )
    return f"{type(error).__name__}: {error}"


def _done() -> Future[None]:
    done: Future[None] = Future()
    done.set_result(None)
    return done
