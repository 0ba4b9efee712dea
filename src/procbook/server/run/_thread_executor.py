"""Jobs in threads of this process: the default."""

from __future__ import annotations

import functools

from ..functions._context import JobContext
from ._run import Cancelled, Outcome, work
from ._slots import Sink, Slots, Task


class ThreadExecutor(Slots):
    """Runs functions in threads of this process.

    They start quickly and share memory, and cannot be ended by force.
    """

    def __init__(self, workers: int = 4) -> None:
        super().__init__(run_here, workers)


def run_here(task: Task, sink: Sink) -> Outcome:
    """Run a task in this thread."""
    if task.cancelled.is_set():
        return Cancelled()
    context = JobContext(
        task.job_id,
        report=functools.partial(sink.on_progress, task.job_id),
        is_cancelled=task.cancelled.is_set,
    )
    return work(task.process, task.inputs, context)
