"""The life of jobs on the server: accept, run, end, dismiss, remove; and take up again after a stop."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError

from ...models import JobStatus
from ..functions._registry import ProcessRegistry, RegisteredProcess
from ..run._executors import Executor, Task
from ..run._run import Cancelled, Failed, Outcome, Succeeded
from ._progress_throttle import Notes
from ._store import JobRow, JobStore

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
        self, registry: ProcessRegistry, store: JobStore, executor: Executor, listener: Listener | None = None
    ) -> None:
        self.registry = registry
        self.store = store
        self._executor = executor
        self._listener = listener
        self._lock = threading.Lock()
        self._ends: dict[str, Future[None]] = {}
        self._stopping = False
        self._notes = Notes(self._note)

    def recover(self) -> None:
        """Take up the jobs of an earlier server: run accepted ones, mark running ones as failed."""
        for row in self.store.unfinished():
            process = self.registry.get(row.process_id)
            if row.status == JobStatus.running:
                self._fail(row.id, SERVER_STOPPED)
            elif process is None:
                self._fail(row.id, f"This server has no process {row.process_id!r} any more.")
            else:
                self._run(row, process)

    def submit(self, process: RegisteredProcess, request: dict[str, Any], inputs: dict[str, Any]) -> JobRow:
        """Accept a job; it is written down before this returns."""
        row = self.store.add(process.id, request, inputs)
        self._run(row, process)
        return row

    def end_of(self, job_id: str) -> Future[None]:
        """Return what is done when a job has ended, or the server is about to."""
        with self._lock:
            return _done() if self._stopping else self._ends.get(job_id) or _done()

    def stop_waiting(self) -> None:
        """Let go of everybody who waits for the end of a job: the server is told to stop."""
        with self._lock:
            self._stopping = True
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
        for row in self.store.unfinished():
            if row.status == JobStatus.running:
                self._fail(row.id, SERVER_STOPPED)
        self.store.close()

    # -- what the executor tells

    def started(self, job_id: str) -> bool:
        """Mark a job as running; False if it was dismissed meanwhile."""
        started = self.store.start(job_id)
        if started:
            self._tell(job_id, ended=False)
        return started

    def progressed(self, job_id: str, percent: int | None, message: str | None) -> None:
        """Take note of how far a job is."""
        self._notes.add(job_id, percent, message)

    def ended(self, job_id: str, outcome: Outcome) -> None:
        """Write down how a job ended, unless it was dismissed."""
        try:
            with self._closing():
                self._notes.close(job_id)
                self._write_end(job_id, outcome)
                self._tell(job_id, ended=True)
        finally:
            self._release(job_id)

    # -- inside

    @contextlib.contextmanager
    def _closing(self) -> Iterator[None]:
        # A job may end in the moment in which the server stops, and find the store closed and its folder gone.
        try:
            yield
        except SQLAlchemyError:
            if not self._stopping:
                raise

    def _note(self, job_id: str, percent: int | None, message: str | None) -> None:
        with self._closing():
            if self.store.progress(job_id, percent, message):
                self._tell(job_id, ended=False)

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
        self._executor.submit(Task(row.id, process, row.inputs), self)

    def _fail(
        self, job_id: str, message: str, problem: dict[str, Any] | None = None, trace: list[str] | None = None
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
        row = self.store.get(job_id)
        if row is not None and row.request.get("subscriber"):
            (self._listener.ended if ended else self._listener.progressed)(row)


def _done() -> Future[None]:
    done: Future[None] = Future()
    done.set_result(None)
    return done
