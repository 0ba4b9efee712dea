"""Nothing runs where the results of an equal request are there already."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from procbook import Client, ProcessRegistry

REGISTRY = ProcessRegistry()
RUNS: list[int] = []
GATE = threading.Event()


@REGISTRY.process
def double(n: int, password: str = "", fail: bool = False) -> int:
    """Return twice the number, slowly."""
    RUNS.append(n)
    time.sleep(0.1)
    if fail:
        raise ValueError("no")
    return 2 * n


@REGISTRY.process(outputs={"text": {}}, version="1.0")
def hold(n: int) -> str:
    """Wait until the test lets go."""
    RUNS.append(n)
    GATE.wait(60)
    return str(n)


@pytest.fixture
def client() -> Iterator[Client]:
    RUNS.clear()
    with Client.local(REGISTRY, store=None) as client:
        yield client


def test_an_equal_request_runs_nothing(client: Client) -> None:
    process = client.processes["double"]
    first = process.run(n=3)
    assert not first.reused
    again = process.run(n=3, reuse=True)
    assert again.reused and again.value == 6 and "used again" in repr(again)
    job = process(n=3, reuse=True)
    assert job.reused and job.results().value == 6 and "used again" in repr(job)
    assert asyncio.run(process.arun(n=3, reuse=True)).value == 6
    assert RUNS == [3]
    assert not process.run(n=3).reused
    assert RUNS == [3, 3], "only where it is asked for"


def test_what_differs_runs(client: Client) -> None:
    process = client.processes["double"]
    process.run(n=3)
    process.run(n=4, reuse=True)
    process.run(n=3, password="other", reuse=True)
    assert RUNS == [3, 4, 3]
    process.description.version = "2"
    process.run(n=3, reuse=True)
    assert RUNS == [3, 4, 3, 3]
    with Client.local(REGISTRY, store=None) as other:
        other.processes["double"].run(n=3, reuse=True)
    assert RUNS == [3, 4, 3, 3, 3]


def test_a_failure_and_a_result_that_is_gone_are_not_used(client: Client) -> None:
    process = client.processes["double"]
    process(n=1, fail=True).wait(check=False)
    job = process(n=1, fail=True, reuse=True).wait(check=False)
    assert not job.reused and len(RUNS) == 2
    process.run(n=5)
    done = process(n=5, reuse=True)
    done.remove()
    assert not process.run(n=5, reuse=True).reused


def test_a_job_under_way_is_waited_for(client: Client) -> None:
    GATE.clear()
    process = client.processes["hold"]
    first = process(n=1)
    second = process(n=1, reuse=True)
    assert second.id == first.id and second.reused
    GATE.set()
    assert second.wait(60).results().value == "1"


def test_results_stay_on_this_computer(client: Client) -> None:
    process = client.processes["double"]
    job = process(n=7, reuse="local")
    assert job.wait().results().value == 14
    job.remove()
    again = process.run(n=7, reuse="local")
    assert again.reused and again.value == 14 and RUNS == [7]
    with pytest.raises(ValueError, match="reuse is True, False or 'local'"):
        process.run(n=7, reuse="elsewhere")


def test_a_sweep_runs_only_what_is_new(client: Client) -> None:
    process = client.processes["double"]
    process.sweep("one", n=[1, 2]).wait()
    jobs = process.sweep("two", n=[1, 2, 3], reuse=True).wait()
    assert sorted(RUNS) == [1, 2, 3]
    assert [r and r.value for r in jobs.results()] == [2, 4, 6]
    assert "2 of them used again" in repr(jobs)


def test_a_form_uses_results_again(client: Client) -> None:
    process = client.processes["double"]
    process.run(n=9)
    form = process.form(n=9)
    assert form._do_run('{"n": 9}', reuse=True).startswith("Used again: ")
    assert RUNS == [9]
    form.close()


def test_two_at_the_same_moment_run_one_more_at_most(client: Client) -> None:
    process = client.processes["double"]
    with_both = threading.Barrier(2)

    def run() -> None:
        with_both.wait()
        process.run(n=11, reuse=True)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(RUNS) <= 2
    process.run(n=11, reuse=True)
    assert len(RUNS) <= 2
