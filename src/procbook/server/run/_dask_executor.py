"""Jobs on the machines of a Dask cluster. Needs the extra ``dask``.

Progress comes as events of a topic, and a job is cancelled by an event; both have names made from
the job id.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..functions._context import JobContext, remove_scratch
from ..functions._outputs import Produced
from ..functions._registry import RegisteredProcess
from ._run import Cancelled, Outcome, Succeeded, work
from ._slots import Sink, Slots, Task

_CHECK_PERIOD = 0.2
"""Seconds between two checks whether a job was cancelled."""
GRACE = 3.0
"""Seconds that a cancelled function has to end by itself before its task is abandoned."""


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
        distributed = _import_distributed()
        if address:
            self._client = distributed.Client(address)
        else:
            self._client = distributed.Client(
                processes=False,
                dashboard_address=":0",
                threads_per_worker=workers or 4,
                n_workers=1,
            )
        threads = sum(self._client.nthreads().values())
        super().__init__(self._run_on_cluster, workers or max(1, threads))

    def shutdown(self) -> None:
        """Cancel all tasks and disconnect from the cluster."""
        super().shutdown()
        self._client.close()

    def _run_on_cluster(self, task: Task, sink: Sink) -> Outcome:
        topic = _topic(task.job_id)

        def report(event: tuple[float, tuple[int | None, str | None]]) -> None:
            _, progress = event
            sink.on_progress(task.job_id, *progress)

        self._client.subscribe_topic(topic, report)
        arguments = (task.process, task.inputs, task.job_id)
        try:
            future = self._client.submit(
                _run_on_worker,
                *arguments,
                pure=False,
                key=topic,
            )
            outcome = self._wait(future, task, topic)
        finally:
            self._client.unsubscribe_topic(topic)
        return outcome

    def _wait(
        self,
        future: Any,
        task: Task,
        topic: str,
    ) -> Outcome:
        distributed = _import_distributed()
        cancel_event = distributed.Event(topic, client=self._client)
        deadline = None
        while not future.done():
            if deadline is None and task.cancelled.is_set():
                cancel_event.set()
                deadline = time.monotonic() + GRACE
            if deadline is not None and time.monotonic() > deadline:
                future.cancel()
                return Cancelled()
            with contextlib.suppress(TimeoutError):
                distributed.wait(future, timeout=_CHECK_PERIOD)
        outcome: Outcome = future.result()
        return outcome


def _import_distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise RuntimeError(
            "The executor 'dask' needs distributed: pip install 'procbook[dask]'"
        ) from error
    return distributed


def _topic(job_id: str) -> str:
    return f"procbook-{job_id}"


def _run_on_worker(
    process: RegisteredProcess,
    inputs: dict[str, Any],
    job_id: str,
) -> Outcome:
    """Run a process function on a worker of the cluster."""
    distributed, topic = _import_distributed(), _topic(job_id)
    worker = distributed.get_worker()
    context = JobContext(
        job_id,
        report=lambda percent, message: worker.log_event(topic, (percent, message)),
        is_cancelled=_CachedFlag(distributed.Event(topic).is_set),
    )
    try:
        outcome = work(process, inputs, context)
        if isinstance(outcome, Succeeded):
            return Succeeded([_read_file(output) for output in outcome.outputs])
        return outcome
    finally:
        remove_scratch(job_id)


def _read_file(output: Produced) -> Produced:
    """Read an output that is a file: the server may be on another machine."""
    if not isinstance(output.body, Path):
        return output
    return dataclasses.replace(output, body=output.body.read_bytes())


class _CachedFlag:
    """A flag that is slow to read: read every :data:`_CHECK_PERIOD` seconds, until it is set."""

    def __init__(self, read: Callable[[], bool]) -> None:
        self._read = read
        self._is_set = False
        self._next_time = 0.0

    def __call__(self) -> bool:
        if not self._is_set and time.monotonic() >= self._next_time:
            self._is_set = bool(self._read())
            self._next_time = time.monotonic() + _CHECK_PERIOD
        return self._is_set
