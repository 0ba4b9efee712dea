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


class Told:
    """A sink that remembers."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.news: list[tuple[str, int | None, str | None]] = []
        self.outcomes: dict[str, Outcome] = {}
        self._changed = threading.Condition()

    def started(self, job_id: str) -> bool:
        with self._changed:
            self.order.append(job_id)
            self._changed.notify_all()
        return job_id != "unwanted"

    def progressed(self, job_id: str, percent: int | None, message: str | None) -> None:
        with self._changed:
            self.news.append((job_id, percent, message))
            self._changed.notify_all()

    def ended(self, job_id: str, outcome: Outcome) -> None:
        with self._changed:
            self.outcomes[job_id] = outcome
            self._changed.notify_all()

    def until(self, condition: Callable[[], Any]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, 60), (
                self.order,
                self.news,
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
def told() -> Told:
    return Told()


def give(
    executor: Executor, told: Told, job_id: str, process: str, **inputs: Any
) -> None:
    executor.submit(Task(job_id, registry[process], inputs), told)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed")
def test_the_life_of_a_few_jobs(executor: Executor, told: Told) -> None:
    give(executor, told, "a", "steps", count=4)
    give(executor, told, "b", "steps", count=1000, stop=0.05)
    give(executor, told, "unwanted", "steps")
    give(executor, told, "c", "steps", count="wrong")
    told.until(lambda: "a" in told.outcomes)
    assert isinstance(told.outcomes["a"], Succeeded)
    assert told.outcomes["a"].outputs[0].media_type == "application/json"
    told.until(lambda: sum(news[0] == "a" for news in told.news) == 4)
    assert [news for news in told.news if news[0] == "a"][-1] == ("a", 75, "step 3")
    told.until(lambda: any(news[0] == "b" for news in told.news))
    executor.cancel("b")
    told.until(lambda: "c" in told.outcomes)
    assert isinstance(told.outcomes["c"], Failed)
    assert told.outcomes["c"].problem["status"] == 400
    assert "b" not in told.outcomes
    assert isinstance(told.outcomes["unwanted"], Cancelled)
    assert told.order == ["a", "b", "unwanted", "c"]


def test_a_cancelled_job_that_does_not_look_gives_its_slot_back() -> None:
    told, executor = Told(), executor_of("thread", 1)
    give(executor, told, "deaf", "deaf", seconds=1)
    give(executor, told, "next", "steps")
    told.until(lambda: told.order)
    executor.cancel("deaf")
    told.until(lambda: "next" in told.outcomes)
    executor.shutdown()


def test_a_worker_that_dies_is_a_failed_job_and_replaced() -> None:
    told, executor = Told(), executor_of("process", 1)
    give(executor, told, "dies", "die")
    give(executor, told, "next", "steps")
    told.until(lambda: "next" in told.outcomes)
    assert told.outcomes["dies"].message == "The worker process died: exit code 3."
    assert isinstance(told.outcomes["next"], Succeeded)
    executor.shutdown()


def test_other_processes_do_the_work() -> None:
    told, executor = Told(), executor_of("process", 1)
    give(executor, told, "a", "steps")
    give(executor, told, "b", "steps")
    told.until(lambda: len(told.outcomes) == 2)
    pids = {outcome.outputs[0].read() for outcome in told.outcomes.values()}
    assert len(pids) == 1
    assert str(os.getpid()).encode() not in pids
    executor.shutdown()


def test_a_process_that_is_defined_here_travels_as_well() -> None:
    pytest.importorskip("cloudpickle")
    own = ProcessRegistry()

    @own.process()
    def local(a: int) -> int:
        return a * 2

    told, executor = Told(), executor_of("process", 1)
    executor.submit(Task("a", own["local"], {"a": 4}), told)
    told.until(lambda: told.outcomes)
    assert told.outcomes["a"].outputs[0].read() == b"8"
    executor.shutdown()


def test_there_are_three_executors() -> None:
    with pytest.raises(ValueError, match="'thread', 'process' or 'dask'"):
        executor_of("fork")
