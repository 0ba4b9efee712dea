"""Every executor runs, tells progress, is cancelled and survives what goes wrong."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from procbook.server import JobContext, ProcessRegistry
from procbook.server.run._executors import executor_of
from procbook.server.run._run import Cancelled, Failed, Outcome, Succeeded
from procbook.server.run._slots import Executor, Task

registry = ProcessRegistry()


@registry.process()
def steps(job: JobContext, count: int = 3, stop: float = 0) -> int:
    for i in range(count):
        job.progress(100 * i / count, f"step {i}")
        time.sleep(stop)
    return os.getpid()


@registry.process()
def deaf(seconds: float) -> str:
    time.sleep(seconds)
    return "never looked"


@registry.process()
def die() -> int:
    os._exit(3)


class Recorder:
    """A sink that records its events."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.progress: list[tuple[str, int | None, str | None]] = []
        self.outcomes: dict[str, Outcome] = {}
        self._changed = threading.Condition()

    def on_start(self, job_id: str) -> bool:
        with self._changed:
            self.order.append(job_id)
            self._changed.notify_all()
        return job_id != "unwanted"

    def on_progress(
        self, job_id: str, percent: int | None, message: str | None
    ) -> None:
        with self._changed:
            self.progress.append((job_id, percent, message))
            self._changed.notify_all()

    def on_end(self, job_id: str, outcome: Outcome) -> None:
        with self._changed:
            self.outcomes[job_id] = outcome
            self._changed.notify_all()

    def until(self, condition: Callable[[], Any]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, 60), (
                self.order,
                self.progress,
                self.outcomes,
            )


@pytest.fixture(params=["thread", "process", "dask"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    if request.param == "dask":
        pytest.importorskip("distributed")
    executor = executor_of(request.param, 1)
    yield executor
    executor.shutdown()


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


def give(
    executor: Executor, recorder: Recorder, job_id: str, process: str, **inputs: Any
) -> None:
    executor.submit(Task(job_id, registry[process], inputs), recorder)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed")
def test_the_life_of_a_few_jobs(executor: Executor, recorder: Recorder) -> None:
    give(executor, recorder, "a", "steps", count=4)
    give(executor, recorder, "b", "steps", count=1000, stop=0.05)
    give(executor, recorder, "unwanted", "steps")
    give(executor, recorder, "c", "steps", count="wrong")
    recorder.until(lambda: "a" in recorder.outcomes)
    assert isinstance(recorder.outcomes["a"], Succeeded)
    assert recorder.outcomes["a"].outputs[0].media_type == "application/json"
    recorder.until(lambda: sum(event[0] == "a" for event in recorder.progress) == 4)
    assert [event for event in recorder.progress if event[0] == "a"][-1] == (
        "a",
        75,
        "step 3",
    )
    recorder.until(lambda: any(event[0] == "b" for event in recorder.progress))
    executor.cancel("b")
    recorder.until(lambda: "c" in recorder.outcomes)
    assert isinstance(recorder.outcomes["c"], Failed)
    assert recorder.outcomes["c"].problem["status"] == 400
    assert "b" not in recorder.outcomes
    assert isinstance(recorder.outcomes["unwanted"], Cancelled)
    assert recorder.order == ["a", "b", "unwanted", "c"]


def test_a_cancelled_job_that_does_not_look_gives_its_slot_back() -> None:
    recorder, executor = Recorder(), executor_of("thread", 1)
    give(executor, recorder, "deaf", "deaf", seconds=1)
    give(executor, recorder, "next", "steps")
    recorder.until(lambda: recorder.order)
    executor.cancel("deaf")
    recorder.until(lambda: "next" in recorder.outcomes)
    executor.shutdown()


def test_a_worker_that_dies_is_a_failed_job_and_replaced() -> None:
    recorder, executor = Recorder(), executor_of("process", 1)
    give(executor, recorder, "dies", "die")
    give(executor, recorder, "next", "steps")
    recorder.until(lambda: "next" in recorder.outcomes)
    assert recorder.outcomes["dies"].message == "The worker process died: exit code 3."
    assert isinstance(recorder.outcomes["next"], Succeeded)
    executor.shutdown()


def test_other_processes_do_the_work() -> None:
    recorder, executor = Recorder(), executor_of("process", 1)
    give(executor, recorder, "a", "steps")
    give(executor, recorder, "b", "steps")
    recorder.until(lambda: len(recorder.outcomes) == 2)
    pids = {outcome.outputs[0].read() for outcome in recorder.outcomes.values()}
    assert len(pids) == 1
    assert str(os.getpid()).encode() not in pids
    executor.shutdown()


def test_a_process_that_is_defined_here_travels_as_well() -> None:
    pytest.importorskip("cloudpickle")
    own = ProcessRegistry()

    @own.process()
    def local(a: int) -> int:
        return a * 2

    recorder, executor = Recorder(), executor_of("process", 1)
    executor.submit(Task("a", own["local"], {"a": 4}), recorder)
    recorder.until(lambda: recorder.outcomes)
    assert recorder.outcomes["a"].outputs[0].read() == b"8"
    executor.shutdown()


def test_there_are_three_executors() -> None:
    with pytest.raises(ValueError, match="'thread', 'process' or 'dask'"):
        executor_of("fork")
