"""What an executor is, and what all executors share: so many jobs at a time, in the order in which they came.

An executor is given tasks and tells what becomes of them through a :class:`Sink`. :class:`Slots`
gives each task a daemon thread; what that does - run the function, talk to another process, wait
for a cluster - is the ``Runner``.
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
        What to run.
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
    """Whom an executor tells."""

    def started(self, job_id: str) -> bool:
        """Tell that a job is about to run; False if it must not."""

    def progressed(self, job_id: str, percent: int | None, message: str | None) -> None:
        """Tell how far a job is."""

    def ended(self, job_id: str, outcome: Outcome) -> None:
        """Tell how a job ended; not after it was cancelled."""


class Executor(Protocol):
    """Runs tasks."""

    def submit(self, task: Task, sink: Sink) -> None:
        """Run a task when there is room for it."""

    def cancel(self, job_id: str) -> None:
        """Make a task end: by asking it, and by force where that is possible."""

    def shutdown(self) -> None:
        """Cancel everything and let go of all resources."""


Runner = Callable[[Task, Sink], Outcome]


class Slots:
    """Runs tasks with a runner, at most `workers` at a time, first come first served.

    A cancelled task gives its slot back at once, and nobody hears of it any more; if its function
    does not look at the cancellation, its thread goes on alone.
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
        """Tell a task that it is cancelled, and give its slot to the next one."""
        with self._lock:
            task = self._tasks.get(job_id)
            self._waiting = deque(
                (t, s) for t, s in self._waiting if t.job_id != job_id
            )
        if task is not None:
            task.cancelled.set()
            self._give_back(job_id)

    def shutdown(self) -> None:
        """Cancel every task."""
        with self._lock:
            self._waiting.clear()
            running = list(self._tasks)
        for job_id in running:
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
                target=self._one,
                args=(task, sink),
                name=f"job {task.job_id[:8]}",
                daemon=True,
            )
            try:
                thread.start()
            except RuntimeError as error:  # the system gives no more threads
                sink.ended(task.job_id, Failed(f"The executor failed: {error}"))
                self._give_back(task.job_id)

    def _one(self, task: Task, sink: Sink) -> None:
        try:
            outcome = (
                self._run(task, sink) if sink.started(task.job_id) else Cancelled()
            )
        except Exception as error:  # noqa: BLE001 - a broken worker is a failed job, never a lost slot
            outcome = Failed(without_folders(f"The executor failed: {error}"))
        try:
            if not task.cancelled.is_set():
                sink.ended(task.job_id, outcome)
        except Exception:  # noqa: BLE001 - the slot must be given back
            _log.exception("The end of job %s could not be passed on.", task.job_id)
        finally:
            remove_scratch(task.job_id)
            self._give_back(task.job_id)

    def _give_back(self, job_id: str) -> None:
        with self._lock:
            self._free += self._tasks.pop(job_id, None) is not None
        self._fill()
