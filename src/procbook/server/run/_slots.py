"""The interface of executors, and the part that all share: a limit of jobs that run at a time.

An executor receives tasks and reports their events to a :class:`Sink`. :class:`Slots` gives each
task a daemon thread, in the order of submission; what the thread does - run the function, talk to
another process, wait for a cluster - is the ``Runner``.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..functions._context import remove_scratch
from ..functions._registry import RegisteredProcess
from ._run import Cancelled, Failed, Outcome, without_folders

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """A job as an executor sees it.

    Attributes
    ----------
    job_id : str
        Id of the job.
    process : RegisteredProcess
        The process to run.
    inputs : dict
        JSON inputs, checked and complete.
    cancelled : threading.Event
        Set when the job is cancelled.
    """

    job_id: str
    process: RegisteredProcess
    inputs: dict[str, Any] = field(repr=False)
    cancelled: threading.Event = field(default_factory=threading.Event, repr=False)


class Sink(Protocol):
    """Receives the events of the tasks of an executor."""

    def on_start(self, job_id: str) -> bool:
        """Receive that a job is about to run, and return whether it may."""

    def on_progress(
        self,
        job_id: str,
        percent: int | None,
        message: str | None,
    ) -> None:
        """Receive the progress of a job; None for what has not changed."""

    def on_end(self, job_id: str, outcome: Outcome) -> None:
        """Receive the outcome of a job; not called after it was cancelled."""


class Executor(Protocol):
    """Runs tasks."""

    def submit(self, task: Task, sink: Sink) -> None:
        """Run a task when there is room for it."""

    def cancel(self, job_id: str) -> None:
        """End a task: by its context, and by force if that is possible."""

    def shutdown(self) -> None:
        """Cancel all tasks and release all resources."""


Runner = Callable[[Task, Sink], Outcome]


class Slots:
    """Runs tasks with a runner, at most `workers` at a time, in the order of submission.

    A cancelled task frees its slot at once and has no further events; if its function does not
    check whether it was cancelled, its thread runs on.
    """

    def __init__(self, run: Runner, workers: int) -> None:
        self._run = run
        self._free = workers
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Task, Sink]] = deque()
        self._tasks: dict[str, Task] = {}

    def submit(self, task: Task, sink: Sink) -> None:
        """Run a task when there is room for it."""
        with self._lock:
            self._waiting.append((task, sink))
        self._fill()

    def cancel(self, job_id: str) -> None:
        """Cancel a task, and give its slot to the next one."""
        with self._lock:
            task = self._tasks.get(job_id)
            others = [pair for pair in self._waiting if pair[0].job_id != job_id]
            self._waiting = deque(others)
        if task is not None:
            task.cancelled.set()
            self._free_slot(job_id)

    def shutdown(self) -> None:
        """Cancel every task."""
        with self._lock:
            self._waiting.clear()
            job_ids = list(self._tasks)
        for job_id in job_ids:
            self.cancel(job_id)

    def _fill(self) -> None:
        while True:
            with self._lock:
                if not self._free or not self._waiting:
                    return
                self._free -= 1
                task, sink = self._waiting.popleft()
                self._tasks[task.job_id] = task
            thread = threading.Thread(
                target=self._run_task,
                args=(task, sink),
                name=f"job {task.job_id[:8]}",
                daemon=True,
            )
            try:
                thread.start()
            except RuntimeError as error:  # the system gives no more threads
                sink.on_end(task.job_id, Failed(f"The executor failed: {error}"))
                self._free_slot(task.job_id)

    def _run_task(self, task: Task, sink: Sink) -> None:
        outcome: Outcome = Cancelled()
        try:
            if sink.on_start(task.job_id):
                outcome = self._run(task, sink)
        except Exception as error:  # noqa: BLE001 - it fails the job
            outcome = Failed(without_folders(f"The executor failed: {error}"))
        try:
            if not task.cancelled.is_set():
                sink.on_end(task.job_id, outcome)
        except Exception:  # noqa: BLE001 - the slot must become free
            _log.exception("The end of job %s could not be passed on.", task.job_id)
        finally:
            remove_scratch(task.job_id)
            self._free_slot(task.job_id)

    def _free_slot(self, job_id: str) -> None:
        """Free the slot of a task, unless it is free already, and start the next task."""
        with self._lock:
            if self._tasks.pop(job_id, None) is not None:
                self._free += 1
        self._fill()
