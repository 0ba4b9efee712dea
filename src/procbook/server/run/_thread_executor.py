"""Jobs in threads of this process: the default."""

from __future__ import annotations

from ..functions._context import JobContext
from ._run import Cancelled, Outcome, work
from ._slots import Sink, Slots, Task


class ThreadExecutor(Slots):
    """Runs functions in threads of this process: quick to start, shares memory, cannot be ended by force."""

    def __init__(self, workers: int = 4) -> None:
        super().__init__(run_here, workers)


def run_here(task: Task, sink: Sink) -> Outcome:
    """Run a task in this thread."""
    context = JobContext(
        task.job_id,
        report=lambda percent, message: sink.progressed(task.job_id, percent, message),
        is_cancelled=task.cancelled.is_set,
    )
    return (
        Cancelled()
        if task.cancelled.is_set()
        else work(task.process, task.inputs, context)
    )
