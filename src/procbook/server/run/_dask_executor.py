"""Jobs on a Dask cluster: as many machines as it has. Needs the extra ``dask``.

Progress comes as events of a topic, cancelling goes as an event; both by names made from the job
id.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from pathlib import Path
from typing import Any

from ..functions._context import JobContext, remove_scratch
from ..functions._registry import RegisteredProcess
from ._run import Cancelled, Outcome, Succeeded, work
from ._slots import Sink, Slots, Task

_LOOK = 0.2
"""Seconds between two looks at whether a job was cancelled."""
GRACE = 3.0
"""Seconds that a cancelled function gets to end by itself before its task is given up."""


class DaskExecutor(Slots):
    """Runs functions on the workers of a cluster.

    Parameters
    ----------
    address : str, optional
        Address of the scheduler; without one, a cluster of threads is started here.
    workers : int, optional
        How many jobs are given to the cluster at a time; as many as it has threads by default.
    """

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        dask = _distributed()
        local = {
            "processes": False,
            "dashboard_address": ":0",
            "threads_per_worker": workers or 4,
            "n_workers": 1,
        }
        self._client = dask.Client(address) if address else dask.Client(**local)
        super().__init__(
            self._talk, workers or max(1, sum(self._client.nthreads().values()))
        )

    def shutdown(self) -> None:
        """Cancel everything and leave the cluster."""
        super().shutdown()
        self._client.close()

    def _talk(self, task: Task, sink: Sink) -> Outcome:
        topic = _topic(task.job_id)
        self._client.subscribe_topic(
            topic, lambda event: sink.progressed(task.job_id, *event[1])
        )
        try:
            future = self._client.submit(
                _there, task.process, task.inputs, task.job_id, pure=False, key=topic
            )
            outcome = self._outcome(
                future, task, _distributed().Event(topic, client=self._client)
            )
        finally:
            self._client.unsubscribe_topic(topic)
        return outcome

    def _outcome(self, future: Any, task: Task, cancelled: Any) -> Outcome:
        deadline = None
        while not future.done():
            if deadline is None and task.cancelled.is_set():
                cancelled.set()
                deadline = time.monotonic() + GRACE
            if deadline is not None and time.monotonic() > deadline:
                future.cancel()
                return Cancelled()
            with contextlib.suppress(TimeoutError):
                _distributed().wait(future, timeout=_LOOK)
        outcome: Outcome = future.result()
        return outcome


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise RuntimeError(
            "The executor 'dask' needs distributed: pip install 'procbook[dask]'"
        ) from error
    return distributed


def _topic(job_id: str) -> str:
    return f"procbook-{job_id}"


def _there(process: RegisteredProcess, inputs: dict[str, Any], job_id: str) -> Outcome:
    """Run a process function on a worker of the cluster."""
    worker, topic = _distributed().get_worker(), _topic(job_id)
    context = JobContext(
        job_id,
        report=lambda percent, message: worker.log_event(topic, (percent, message)),
        is_cancelled=_Seldom(_distributed().Event(topic).is_set),
    )
    try:
        outcome = work(process, inputs, context)
        if isinstance(outcome, Succeeded):
            return Succeeded([_carried(output) for output in outcome.outputs])
        return outcome
    finally:
        remove_scratch(job_id)


def _carried(output: Any) -> Any:
    """Read an output that is a file: the server may be on another machine."""
    if not isinstance(output.body, Path):
        return output
    return dataclasses.replace(output, body=output.body.read_bytes())


class _Seldom:
    """Asks a slow question at most every :data:`_LOOK` seconds, and never again after a yes."""

    def __init__(self, question: Any) -> None:
        self._question = question
        self._answer = False
        self._next = 0.0

    def __call__(self) -> bool:
        if not self._answer and time.monotonic() >= self._next:
            self._answer = bool(self._question())
            self._next = time.monotonic() + _LOOK
        return self._answer
