"""Jobs in other processes of this machine: they use all cores and can be ended by force.

Each worker is a child started by ``spawn`` that runs one job after the other. The parent sends
``("run", job_id, process, inputs)`` and ``("cancel",)`` over a pipe, the child
``("progress", percent, message)`` and ``("ended", outcome)``.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import queue
import signal
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

from ..functions._context import JobContext
from ..functions._registry import RegisteredProcess
from ._run import Cancelled, Failed, Outcome, work
from ._slots import Sink, Slots, Task

GRACE = 3.0
"""Seconds that a cancelled function has to end by itself."""
_CHECK_PERIOD = 0.1
"""Seconds between two checks whether a job was cancelled."""

_Job: TypeAlias = tuple[str, bytes, dict[str, Any], threading.Event]
"""Job id, pickled process, inputs, and the event that is set when the job is cancelled."""


class ProcessExecutor(Slots):
    """Runs functions in worker processes; at most `workers` at a time.

    A function has to be importable in the worker, or `cloudpickle` installed (as it is with Dask)
    to send it along.
    """

    def __init__(self, workers: int = 2) -> None:
        super().__init__(self._run_in_worker, workers)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._guard = threading.Lock()

    def shutdown(self) -> None:
        """End all workers."""
        super().shutdown()
        with self._guard:
            workers, self._all = self._all, set()
        for worker in workers:
            worker.end()

    def _run_in_worker(self, task: Task, sink: Sink) -> Outcome:
        with self._worker() as worker:
            return worker.run(task, sink)

    @contextlib.contextmanager
    def _worker(self) -> Iterator[_Worker]:
        with self._guard:
            worker = self._idle.pop() if self._idle else _Worker()
            self._all.add(worker)
        try:
            yield worker
        finally:
            with self._guard:
                if worker.alive and worker in self._all:
                    self._idle.append(worker)
                else:
                    self._all.discard(worker)


class _Worker:
    """A child process and our end of its pipe."""

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, child_pipe = spawn.Pipe()
        self._process = spawn.Process(
            target=_run_child,
            args=(child_pipe,),
            name="procbook worker",
            daemon=True,
        )
        self._process.start()
        child_pipe.close()

    @property
    def alive(self) -> bool:
        """Whether it can run another job."""
        return self._process.is_alive()

    def end(self) -> None:
        """End it by force."""
        self._process.terminate()
        self._process.join(GRACE)

    def run(self, task: Task, sink: Sink) -> Outcome:
        """Run one job, pass on its progress, and return its outcome."""
        try:
            pickled = _pickle(task.process)
            self._pipe.send(("run", task.job_id, pickled, task.inputs))
            return self._receive(task, sink)
        except (EOFError, OSError):
            self._process.join(GRACE)
        if task.cancelled.is_set():
            return Cancelled()
        return Failed(f"The worker process died: {self._cause_of_death()}.")

    def _receive(self, task: Task, sink: Sink) -> Outcome:
        deadline = None
        while deadline is None or time.monotonic() < deadline:
            if deadline is None and task.cancelled.is_set():
                self._pipe.send(("cancel",))
                deadline = time.monotonic() + GRACE
            if self._pipe.poll(_CHECK_PERIOD):
                kind, *content = self._pipe.recv()
                if kind == "ended":
                    outcome: Outcome = content[0]
                    return outcome
                sink.on_progress(task.job_id, *content)
        self.end()
        return Cancelled()

    def _cause_of_death(self) -> str:
        code = self._process.exitcode or 0
        if code < 0:
            return f"signal {signal.Signals(-code).name}"
        return f"exit code {code}"


def _pickle(process: RegisteredProcess) -> bytes:
    if process.function.__module__ != "__main__":
        with contextlib.suppress(pickle.PicklingError, AttributeError, TypeError):
            return pickle.dumps(process)
    try:
        import cloudpickle  # type: ignore[import-untyped]
    except ImportError as error:
        raise RuntimeError(
            f"process {process.id!r} is not in an importable module, "
            "and cloudpickle is missing"
        ) from error
    pickled: bytes = cloudpickle.dumps(process)
    return pickled


def _run_child(pipe: Connection) -> None:
    """Run the jobs that come over the pipe, one after the other, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
    threading.Thread(target=_receive_jobs, args=(pipe, jobs), daemon=True).start()
    while True:
        job_id, pickled, inputs, cancelled = jobs.get()
        context = JobContext(
            job_id,
            report=lambda percent, message: pipe.send(("progress", percent, message)),
            is_cancelled=cancelled.is_set,
        )
        pipe.send(("ended", _run_job(pickled, inputs, context)))


def _receive_jobs(pipe: Connection, jobs: queue.SimpleQueue[_Job]) -> None:
    cancelled = threading.Event()
    while True:
        try:
            kind, *job = pipe.recv()
        except (EOFError, OSError):
            os._exit(1)  # the parent has ended, so that nobody waits for the job
        if kind == "cancel":
            cancelled.set()
        else:
            cancelled = threading.Event()
            jobs.put((*job, cancelled))


def _run_job(
    pickled: bytes,
    inputs: dict[str, Any],
    context: JobContext,
) -> Outcome:
    try:
        process = pickle.loads(pickled)  # noqa: S301 - our own parent sent it
    except Exception as error:  # noqa: BLE001 - it fails the job
        return Failed(f"The worker cannot load the process: {error}")
    return work(process, inputs, context)
