"""Jobs in other processes of this machine: they use all cores and can be ended by force.

Each worker is a child made by ``spawn`` that runs one job after the other. Parent and child speak
over one pipe: down go ``("run", job_id, process, inputs)`` and ``("cancel",)``, up come
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
from typing import Any

from ..functions._context import JobContext
from ..functions._registry import RegisteredProcess
from ._run import Cancelled, Failed, Outcome, work
from ._slots import Sink, Slots, Task

GRACE = 3.0
"""Seconds that a cancelled function gets to end by itself."""
_LOOK = 0.1
"""Seconds between two looks at whether a job was cancelled."""


class ProcessExecutor(Slots):
    """Runs functions in worker processes; at most `workers` at a time.

    A function has to be importable in the worker, or `cloudpickle` installed (as it is with Dask)
    to send it along.
    """

    def __init__(self, workers: int = 2) -> None:
        super().__init__(self._talk, workers)
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

    def _talk(self, task: Task, sink: Sink) -> Outcome:
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
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(
            target=_child, args=(theirs,), name="procbook worker", daemon=True
        )
        self._process.start()
        theirs.close()

    @property
    def alive(self) -> bool:
        """Whether it can run another job."""
        return self._process.is_alive()

    def end(self) -> None:
        """End it by force."""
        self._process.terminate()
        self._process.join(GRACE)

    def run(self, task: Task, sink: Sink) -> Outcome:
        """Run one job and pass on what it says."""
        try:
            self._pipe.send(("run", task.job_id, _packed(task.process), task.inputs))
            outcome = self._listen(task, sink)
        except (EOFError, OSError):
            self._process.join(GRACE)
            outcome = (
                None
                if task.cancelled.is_set()
                else Failed(f"The worker process died: {self._cause_of_death()}.")
            )
        return outcome or Cancelled()

    def _listen(self, task: Task, sink: Sink) -> Outcome | None:
        deadline = None
        while deadline is None or time.monotonic() < deadline:
            if deadline is None and task.cancelled.is_set():
                self._pipe.send(("cancel",))
                deadline = time.monotonic() + GRACE
            if self._pipe.poll(_LOOK):
                kind, *rest = self._pipe.recv()
                if kind == "ended":
                    outcome: Outcome = rest[0]
                    return outcome
                sink.progressed(task.job_id, *rest)
        self.end()
        return None

    def _cause_of_death(self) -> str:
        code = self._process.exitcode or 0
        return (
            f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        )


def _packed(process: RegisteredProcess) -> bytes:
    if process.function.__module__ != "__main__":
        with contextlib.suppress(pickle.PicklingError, AttributeError, TypeError):
            return pickle.dumps(process)
    try:
        import cloudpickle  # type: ignore[import-untyped]
    except ImportError as error:
        raise RuntimeError(
            f"process {process.id!r} is not in an importable module, and cloudpickle is missing"
        ) from error
    packed: bytes = cloudpickle.dumps(process)
    return packed


def _child(pipe: Connection) -> None:
    """Run the jobs that come down the pipe, one after the other, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to handle
    jobs: queue.SimpleQueue[tuple[str, bytes, dict[str, Any], threading.Event]] = (
        queue.SimpleQueue()
    )
    threading.Thread(target=_hear, args=(pipe, jobs), daemon=True).start()
    while True:
        job_id, packed, inputs, cancelled = jobs.get()
        context = JobContext(
            job_id,
            report=lambda percent, message: pipe.send(("progress", percent, message)),
            is_cancelled=cancelled.is_set,
        )
        pipe.send(("ended", _outcome(packed, inputs, context)))


def _hear(
    pipe: Connection,
    jobs: queue.SimpleQueue[tuple[str, bytes, dict[str, Any], threading.Event]],
) -> None:
    cancelled = threading.Event()
    while True:
        try:
            kind, *job = pipe.recv()
        except (EOFError, OSError):
            os._exit(1)  # the parent is gone, so nobody waits for what runs here
        if kind == "cancel":
            cancelled.set()
        else:
            cancelled = threading.Event()
            jobs.put((*job, cancelled))


def _outcome(packed: bytes, inputs: dict[str, Any], context: JobContext) -> Outcome:
    try:
        process = pickle.loads(packed)  # noqa: S301 - our own parent sent it
    except Exception as error:  # noqa: BLE001 - a process that cannot be imported here is a failed job
        return Failed(f"The worker cannot load the process: {error}")
    return work(process, inputs, context)
