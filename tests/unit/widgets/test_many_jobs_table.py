"""A table of several jobs on the kernel's side: inputs and outputs of its rows, comparisons, ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from procbook import Client, Jobs, JobTable, ProcessRegistry
from procbook.models import JobInfo

REGISTRY = ProcessRegistry()


@REGISTRY.process
def square(size: int, password: str = "", wait: float = 0) -> int:
    """Return the square."""
    time.sleep(wait)
    return size * size


def wait_for(condition: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.01)
    return value


@pytest.fixture
def client() -> Iterator[Client]:
    with Client.local(REGISTRY, store=None) as client:
        yield client


@pytest.fixture
def jobs(client: Client) -> Jobs:
    return client.processes["square"].sweep(size=[2, 3], password="s3cret").wait()


def rows(table: JobTable) -> list[dict[str, Any]]:
    return [fields for key, fields in table.stream.items() if not key.startswith("_")]


def test_rows_have_inputs_and_outputs_and_no_secrets(
    client: Client, jobs: Jobs
) -> None:
    client.processes["square"](size=7).wait()
    table = jobs.show()
    found = wait_for(lambda: (r := rows(table)) and all("o" in one for one in r) and r)
    assert sorted(one["i"]["size"] for one in found) == [2, 3], "and not 7"
    assert {one["i"]["password"] for one in found} == {"***"}
    assert {one["i"]["size"]: one["o"] for one in found} == {
        2: {"return_value": 4},
        3: {"return_value": 9},
    }
    table.close()


def test_outputs_are_read_when_a_page_asks_for_them(client: Client, jobs: Jobs) -> None:
    job = client.processes["square"](size=8).wait()
    table = client.job_table()
    key = wait_for(
        lambda: next(
            (k for k, r in table.stream.items() if r.get("id") == job.id), None
        )
    )
    assert "o" not in table.stream[key]
    table._do_outputs([key])
    assert wait_for(lambda: table.stream[key].get("o")) == {"return_value": 64}
    table.close()


def test_a_page_compares_jobs(jobs: Jobs) -> None:
    table = jobs.show()
    # Outputs are read in the background, which has to end before the server does.
    wait_for(lambda: len([one for one in rows(table) if "o" in one]) == 2)
    keys = [key for key, _ in table.stream.items() if not key.startswith("_")]
    record = table._do_compare(keys)
    [size] = [one for one in record["inputs"] if one["name"] == "size"]
    assert size["differs"] and sorted(size["values"]) == [2, 3]
    assert record["outputs"][0]["kind"] == "number"
    with pytest.raises(LookupError, match="no picture"):
        table._do_picture(keys, "return_value", 0)
    table.close()


def test_the_end_of_a_job_is_told_once(client: Client, jobs: Jobs) -> None:
    told: list[JobInfo] = []
    table = client.job_table(on_end=told.append)
    wait_for(lambda: len(rows(table)) >= 2)
    job = client.processes["square"](size=1, wait=0.5)
    job.wait(progress=False)
    wait_for(lambda: told)
    assert [info.jobID for info in told] == [job.id]
    assert told[0].status == "successful"
    table.close()
